import {readFileSync} from 'node:fs';
import {reachCluster} from '../../../../src/cluster/kind/attach.ts';
import type {Fault} from '../../../../src/fault/fault.ts';
import {faults, type FaultName} from '../../../../src/fault/faults.ts';
import type {Json} from '../../../../src/kubernetes/kube-object.ts';
import {readOwner} from '../../../../src/run/cleanup/owner.ts';
import {systemClock as clock} from '../../../../src/system/clock.ts';
import {exec} from '../../../../src/system/exec.ts';
import {stateFolder} from '../../../../src/system/folders.ts';
import {openStream} from '../../../../src/system/stream.ts';

/**
 * A process of its own that injects one fault from a mark on disk, to be killed meanwhile: arguments NAME MARK_FILE
 * CLUSTER KUBECONFIG.
 */
const [name = '', file = '', clusterName = '', kubeconfig = ''] = process.argv.slice(2);
const fault: Fault = faults[name as FaultName];
const cluster = await reachCluster({
  name: clusterName,
  kubeconfig,
  owner: readOwner(stateFolder()),
  effects: {exec, openStream},
  clock,
});
const mark = JSON.parse(readFileSync(file, 'utf8')) as Json;
process.stdout.write('injecting\n');
await fault.inject(mark, {
  cluster,
  clock,
  signal: new AbortController().signal,
  tell: () => undefined,
  directRequests: [],
});
process.stdout.write('injected\n');
