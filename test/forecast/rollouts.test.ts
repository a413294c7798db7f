import test from 'ava';
import {replacedTogether} from '../../src/forecast/replacements.ts';
import {drained, rolledOut} from '../../src/forecast/rollouts.ts';
import {never, type Prediction, unknown, within} from '../../src/forecast/prediction.ts';
import type {KubeObject} from '../../src/kubernetes/kube-object.ts';
import {rolloutOf} from '../../src/kubernetes/rollout.ts';

/** Each new pod takes 1 to 8 s, each old one a grace of 5 s. */
function rolled(kind: string, spec: object, replicas = 3): Prediction {
  const object = {apiVersion: 'apps/v1', kind, metadata: {name: 'w'}, spec} as unknown as KubeObject;
  return rolledOut(rolloutOf(object, replicas), {kind, graceMs: 5000, start: within(1000, 8000)});
}
const strategy = (rollingUpdate: object) => ({strategy: {rollingUpdate}});
const updateStrategy = (value: object) => ({updateStrategy: value});

test('a Deployment: as many rounds as surge and unavailable need; without a surge each waits for an end', (t) => {
  t.deepEqual(rolled('Deployment', strategy({maxSurge: 1, maxUnavailable: 0})), within(3000, 29_000));
  t.deepEqual(rolled('Deployment', strategy({maxSurge: 0, maxUnavailable: 1})), within(3000, 3 * 13_000 + 5000));
  t.deepEqual(rolled('Deployment', strategy({maxSurge: 1, maxUnavailable: 3})), within(1000, 13_000));
  t.deepEqual(rolled('Deployment', {strategy: {type: 'Recreate'}}), within(1000, 13_000));
  t.deepEqual(rolled('Deployment', strategy({maxSurge: 1, maxUnavailable: 0}), 20), within(20_000, 165_000));
});

test('minReadySeconds: each round waits until its pods have been ready for so long', (t) => {
  const spec = {...strategy({maxSurge: 1, maxUnavailable: 0}), minReadySeconds: 15};
  t.deepEqual(rolled('Deployment', spec), within(3000 + 2 * 15_000, 3 * (8000 + 15_000) + 5000));
});

test('a DaemonSet: node by node, each new pod after the end of the old one; with a surge beside it', (t) => {
  t.deepEqual(rolled('DaemonSet', {}), within(3000, 3 * 13_000 + 5000));
  t.deepEqual(
    rolled('DaemonSet', updateStrategy({rollingUpdate: {maxUnavailable: '50%'}}), 4),
    within(2000, 2 * 13_000 + 5000),
  );
  t.deepEqual(
    rolled('DaemonSet', updateStrategy({rollingUpdate: {maxSurge: 1, maxUnavailable: 0}})),
    within(3000, 29_000),
  );
});

test('a StatefulSet: in its order, without the pods below its partition', (t) => {
  t.deepEqual(rolled('StatefulSet', {}), within(3000, 3 * 13_000 + 5000));
  t.deepEqual(rolled('StatefulSet', updateStrategy({rollingUpdate: {partition: 2}})), within(1000, 13_000 + 5000));
  t.deepEqual(
    rolled('StatefulSet', updateStrategy({rollingUpdate: {partition: 3}})),
    never('its partition leaves every pod as it is'),
  );
});

test('OnDelete replaces nothing by itself, and a kind without a roll-out is not known', (t) => {
  const onDelete = never('OnDelete: only what somebody deletes is replaced');
  t.deepEqual(rolled('StatefulSet', updateStrategy({type: 'OnDelete'})), onDelete);
  t.deepEqual(rolled('DaemonSet', updateStrategy({type: 'OnDelete'})), onDelete);
  t.deepEqual(rolled('ReplicaSet', {}), unknown('how the kind ReplicaSet rolls out'));
});

test('a start that is not known makes the roll-out unknown', (t) => {
  const object = {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'w'}, spec: {}} as unknown as KubeObject;
  const start = unknown('how long init container migrate takes');
  t.deepEqual(rolledOut(rolloutOf(object, 3), {kind: 'Deployment', graceMs: 5000, start}), start);
});

test('of a StatefulSet in order each pod waits for the one before it; Parallel and others start together', (t) => {
  const going = {kind: 'StatefulSet', graceMs: 10_000, start: within(1000, 20_000)};
  const inOrder = {minReadyMs: 5000};
  t.deepEqual(replacedTogether(going, 4), within(1000, 30_000));
  t.deepEqual(replacedTogether({...going, inOrder}, 1), within(1000, 30_000));
  t.deepEqual(replacedTogether({...going, inOrder}, 4), within(1000, 10_000 + 4 * 20_000 + 3 * 5000));
  const draining = {...going, pods: 4, allowed: 3};
  t.deepEqual(drained([draining]), within(0, 2 * 30_000 + 10_000));
  t.deepEqual(drained([{...draining, inOrder}]), within(0, 4 * 30_000 + 10_000));
});
