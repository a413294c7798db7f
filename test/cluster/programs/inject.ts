import {readFileSync} from 'node:fs';
import type {Cluster} from '../../../src/cluster/cluster.ts';
import {nodeShell} from '../../../src/cluster/node-shell.ts';
import type {Fault} from '../../../src/fault/fault.ts';
import {faults, type FaultName} from '../../../src/fault/faults.ts';
import type {Json} from '../../../src/objects/kube-object.ts';
import {systemClock as clock} from '../../../src/system/clock.ts';
import {exec} from '../../../src/system/exec.ts';
import {openStream} from '../../../src/system/stream.ts';

/** A process of its own that injects one fault from a mark on disk, to be killed meanwhile: arguments NAME MARK_FILE. */
const [name = '', file = ''] = process.argv.slice(2);
const fault: Fault = faults[name as FaultName];
const cluster = {shell: nodeShell({exec, openStream})} as Cluster;
process.stdout.write('injecting\n');
await fault.inject(JSON.parse(readFileSync(file, 'utf8')) as Json, {cluster, clock, signal: new AbortController().signal});
process.stdout.write('injected\n');
