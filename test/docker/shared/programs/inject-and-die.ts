import {reachCluster} from '../../../../src/cluster/kind/attach.ts';
import type {Fault, Target} from '../../../../src/fault/fault.ts';
import {faults, type FaultName} from '../../../../src/fault/faults.ts';
import {openJournal} from '../../../../src/run/cleanup/journal.ts';
import {readOwner} from '../../../../src/run/cleanup/owner.ts';
import {systemClock as clock} from '../../../../src/system/clock.ts';
import {exec} from '../../../../src/system/exec.ts';
import {stateFolder} from '../../../../src/system/folders.ts';
import {openStream} from '../../../../src/system/stream.ts';

/**
 * A run that injects faults as a trial does, each on a node, and never takes them back, to be killed: arguments STATE
 * CLUSTER KUBECONFIG FAULT@NODE…
 */
const [state = '', name = '', kubeconfig = '', ...wanted] = process.argv.slice(2);
const cluster = await reachCluster({
  name,
  kubeconfig,
  owner: readOwner(stateFolder()),
  effects: {exec, openStream},
  clock,
});
const journal = openJournal(state, 'to-be-killed', name);
const tools = {cluster, clock, signal: new AbortController().signal, tell: () => undefined, directRequests: []};
for (const one of wanted) {
  const [kind = '', node = ''] = one.split('@');
  const fault: Fault = faults[kind as FaultName];
  const target: Target = {kind: 'node', name: node, uid: node, node};
  const mark = await fault.mark([target], {}, tools);
  journal.add({what: 'fault', kind, mark: {cluster: name, mark}});
  process.stdout.write(`${kind}\n`);
  // A drain lasts as long as it has work to do: the next fault does not wait for it.
  void fault.inject(mark, tools);
}
