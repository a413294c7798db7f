import test from 'ava';
import type {Json, KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {unready} from '../../../src/subject/deploy/readiness.ts';
import {deployment} from '../subject.ts';

type Status = Readonly<Record<string, Json>>;

const complete = {observedGeneration: 1, replicas: 3, readyReplicas: 3, availableReplicas: 3, updatedReplicas: 3};

const lacks = test.macro((t, object: KubeObject, text: string | undefined) => {
  t.deepEqual(
    unready([object]).map((it) => it.text),
    text === undefined ? [] : [text],
  );
});

test('a complete Deployment', lacks, web(complete), undefined);
test('without a status', lacks, web({}), 'not yet seen by its controller');
test('an older generation seen', lacks, web({...complete, observedGeneration: 0}), 'not yet seen by its controller');
test('too few ready', lacks, web({...complete, readyReplicas: 1}), '1 of 3 ready');
test('none ready', lacks, web({observedGeneration: 1, replicas: 3, updatedReplicas: 3}), '0 of 3 ready');
test('too few available', lacks, web({...complete, availableReplicas: 2}), '2 of 3 available (minReadySeconds)');
test('too few updated', lacks, web({...complete, replicas: 4, updatedReplicas: 2}), '2 of 3 updated');
test('an older revision left', lacks, web({...complete, replicas: 4}), '1 of an older revision left');
test(
  'a complete StatefulSet',
  lacks,
  {...web({...complete, currentRevision: 'a', updateRevision: 'a'}), kind: 'StatefulSet'},
  undefined,
);
test(
  'a StatefulSet in a rollout',
  lacks,
  {...web({...complete, currentRevision: 'a', updateRevision: 'b'}), kind: 'StatefulSet'},
  'a rollout is not complete',
);
const daemon = {
  observedGeneration: 1,
  desiredNumberScheduled: 4,
  numberReady: 4,
  numberAvailable: 4,
  updatedNumberScheduled: 4,
};
test('a complete DaemonSet', lacks, {...web(daemon), kind: 'DaemonSet'}, undefined);
test('a DaemonSet with a pod missing', lacks, {...web({...daemon, numberReady: 3}), kind: 'DaemonSet'}, '3 of 4 ready');
const pod = (status: Status, owned = false): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name: 'p', ...(owned ? {ownerReferences: [{kind: 'ReplicaSet', name: 'r', uid: 'u'}]} : {})},
  status,
});
test('a pod of its own', lacks, pod({}), 'not ready');
test('a pod of its own that is done', lacks, pod({phase: 'Succeeded'}), undefined);
test('a pod with an owner is the owner’s business', lacks, pod({}, true), undefined);

function web(status: Status): KubeObject {
  const object = deployment('web');
  return {...object, metadata: {...object.metadata, generation: 1} as KubeObject['metadata'], status};
}
