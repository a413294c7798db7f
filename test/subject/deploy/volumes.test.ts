import test from 'ava';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {applyGroups} from '../../../src/subject/manifests/order.ts';
import {waitForVolumes} from '../../../src/subject/deploy/volumes.ts';
import {jumpingClock} from '../../jumping-clock.ts';
import {fakeApi} from '../fake-api.ts';
import {deployment, service} from '../subject.ts';

const keeper: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: {name: 'db'},
  spec: {volumeClaimTemplates: [{metadata: {name: 'data'}}]},
};
const mounting = deployment('files', {pod: {volumes: [{name: 'files', persistentVolumeClaim: {claimName: 'shared'}}]}});

function claim(name: string, phase: string): KubeObject {
  return {apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: {name, namespace: 'shop'}, status: {phase}};
}

/** How long the wait took, ms. */
async function waited(here: readonly KubeObject[], workloads: readonly KubeObject[]): Promise<number> {
  const clock = jumpingClock();
  await waitForVolumes(
    {api: fakeApi({here}).api, namespace: 'shop', clock, signal: new AbortController().signal},
    workloads,
  );
  return clock.nowMs();
}

test('workloads that claim a volume are applied before those that do not, and after what they need', (t) => {
  const groups = applyGroups([deployment('web'), mounting, service('web'), keeper, claim('shared', 'Pending')]);
  t.deepEqual(
    groups.map((group) => group.map(({metadata}) => metadata.name)),
    [['web', 'shared'], ['files', 'db'], ['web']],
  );
});

test('volumes that are bound are not waited for, and neither is who claims none', async (t) => {
  t.is(await waited([claim('data-db-0', 'Bound'), claim('shared', 'Bound')], [keeper, mounting]), 0);
  t.is(await waited([], [deployment('web')]), 0);
});

test('a volume that does not come, or a claim that nobody makes, holds the subject up for ten seconds and no longer', async (t) => {
  t.is(await waited([claim('data-db-0', 'Pending')], [keeper]), 10_000);
  t.is(await waited([], [mounting]), 10_000);
});
