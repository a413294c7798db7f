import test from 'ava';
import type {EventBody} from '../../../../src/history/events.ts';
import {affectedBy} from '../../../../src/judge/observed/faults/affected.ts';
import {faultsOf} from '../../../../src/judge/observed/faults/faults.ts';
import {first, found} from '../../expect.ts';
import {sliceOf} from '../../histories/objects.ts';
import {type Changes, memoryTrial} from '../../histories/memory.ts';
import {longLoss, loss} from '../../histories/probes.ts';
import {one, powerOff} from '../../histories/scenes.ts';
import {serviceOver} from '../../histories/services.ts';
import {taskOf} from '../../histories/tasks.ts';
import {deployFacts, podOf, pods} from '../../histories/survival.ts';

const canary = {
  ...one,
  name: 'canary-x-1',
  uid: '77777777-0000-4000-8000-777777777777',
  id: '7'.repeat(64),
  node: 'n3',
};

/** A second workload, `canary`, of whose pods one is behind the entry's Service beside the three gateways. */
function withCanary(changes: Changes): Changes {
  const rewrite = (body: EventBody): EventBody => {
    if (body.kind !== 'object' || body.object.metadata.name !== canary.name) return body;
    const ownerReferences = [{kind: 'ReplicaSet', name: 'canary-x', uid: 'q', controller: true}];
    const labels = {app: 'gateway', 'pod-template-hash': 'x'};
    return {...body, object: {...body.object, metadata: {...body.object.metadata, labels, ownerReferences}}};
  };
  const objects = [...deployFacts().objects, serviceOver('gateway')];
  return {
    ...changes,
    deploy: {objects},
    rewrite,
    also: [[2050, podOf(canary)], [2210, sliceOf([...pods, canary])], ...(changes.also ?? [])],
  };
}

test('all that the entry’s Service sends requests to is the entry: a node that takes one of three and one of one takes half', (t) => {
  const history = memoryTrial(withCanary(powerOff()));
  const [fault] = faultsOf(history);
  if (fault === undefined) throw new Error('no fault');
  const {entryShare, requestShare, undeclared, lost} = affectedBy(history, fault);
  t.deepEqual([lost.length, entryShare, requestShare, undeclared], [2, 0.5, [0.5, 0.5], []]);
});

test('a Job’s pod on a lost node is no replica: nobody owes another one in its place', (t) => {
  const on = (body: EventBody): EventBody =>
    body.kind === 'object' ? {...body, object: {...body.object, spec: {...body.object.spec, nodeName: 'n3'}}} : body;
  const scene = powerOff();
  const beside = (body: EventBody): Changes => ({...scene, also: [[2060, on(body)], ...(scene.also ?? [])]});
  const lostIn = (changes: Changes) => {
    const history = memoryTrial(changes);
    const [fault] = faultsOf(history);
    if (fault === undefined) throw new Error('no fault');
    return affectedBy(history, fault).lost.map(({workload}) => workload.name);
  };
  t.deepEqual(lostIn(beside(taskOf(0))), ['gateway']);
  t.deepEqual(lostIn(beside(taskOf(0, {restartPolicy: 'Always'}))), ['gateway', 'backup-29'], 'what never ends is one');
});

test('a canary that leaves the entry’s Service while a soft dependency is away is a replica that left', (t) => {
  const left = [
    [70_000, podOf(canary, {ready: false})],
    [70_100, sliceOf([...pods, canary], [canary])],
  ] as const;
  const scene = withCanary({...loss('soft', [], undefined, longLoss), also: left});
  t.regex(first(t, found('degrades', scene), 'fail').sentence, /1 replica of 4 left the services/);
});
