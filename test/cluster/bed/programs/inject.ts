import {readFileSync} from 'node:fs';
import type {Cluster} from '../../../../src/cluster/cluster.ts';
import {openApi} from '../../../../src/cluster/api.ts';
import {nodePower} from '../../../../src/cluster/node-power.ts';
import {nodeShell} from '../../../../src/cluster/node-shell.ts';
import type {Fault} from '../../../../src/fault/fault.ts';
import {faults, type FaultName} from '../../../../src/fault/faults.ts';
import type {Json} from '../../../../src/objects/kube-object.ts';
import {systemClock as clock} from '../../../../src/system/clock.ts';
import {exec} from '../../../../src/system/exec.ts';
import {openStream} from '../../../../src/system/stream.ts';

/** A process of its own that injects one fault from a mark on disk, to be killed meanwhile: arguments NAME MARK_FILE CLUSTER KUBECONFIG. */
const [name = '', file = '', clusterName = '', kubeconfig = ''] = process.argv.slice(2);
const fault: Fault = faults[name as FaultName];
const api = await openApi(kubeconfig, clock);
const cluster = {name: clusterName, api, shell: nodeShell({exec, openStream}), power: nodePower(exec, clusterName)} as Cluster;
const mark = JSON.parse(readFileSync(file, 'utf8')) as Json;
process.stdout.write('injecting\n');
await fault.inject(mark, {cluster, clock, signal: new AbortController().signal, tell: () => undefined});
process.stdout.write('injected\n');
