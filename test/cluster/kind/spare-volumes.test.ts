import test from 'ava';
import type {Api, ClusterNode, NodeShell} from '../../../src/cluster/cluster.ts';
import {keepSpareVolumes} from '../../../src/cluster/kind/spare-volumes.ts';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';

const node = (name: string, role: ClusterNode['role']): ClusterNode => ({name, role, zone: 'a', address: ''});

test('each worker without a volume to spare gets one, in a folder that any user may write to; a claimed one is none', async (t) => {
  const made: KubeObject[] = [];
  const folders: string[] = [];
  const there = (on: string, phase: string): KubeObject => ({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {name: on, labels: {'kubernetes.io/hostname': on}},
    status: {phase},
  });
  const api = {
    list: () => Promise.resolve({items: [there('w1', 'Available'), there('w2', 'Bound')], resourceVersion: '1'}),
    create: (object: KubeObject) => (made.push(object), Promise.resolve(object)),
  } as unknown as Api;
  const run = (on: string, argv: readonly string[]) => (
    folders.push(`${on} ${argv.slice(0, 3).join(' ')}`),
    Promise.resolve()
  );
  const shell = {run} as unknown as NodeShell;
  await keepSpareVolumes({
    nodes: [node('cp', 'control-plane'), node('w1', 'worker'), node('w2', 'worker'), node('w3', 'worker')],
    api,
    shell,
  });
  t.deepEqual(folders, ['w2 mkdir --mode 0777', 'w3 mkdir --mode 0777']);
  t.deepEqual(
    made.map(({metadata}) => metadata.labels?.['kubernetes.io/hostname']),
    ['w2', 'w3'],
  );
  t.is(new Set(made.map(({spec}) => (spec?.['hostPath'] as {readonly path: string} | undefined)?.path)).size, 2);
});
