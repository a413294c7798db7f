import test from 'ava';
import {sentinelImageOf} from '../../../src/cluster/harness/sentinels.ts';
import {keepSpareVolumes} from '../../../src/cluster/kind/spare-volumes.ts';
import {isReady} from '../../../src/kubernetes/containers.ts';
import {systemClock as clock} from '../../../src/system/clock.ts';
import {waitFor} from '../../../src/system/wait.ts';
import {testCluster, giveBack} from './test-cluster.ts';

const volumeKind = {apiVersion: 'v1', kind: 'PersistentVolume'};
const namespaceKind = {apiVersion: 'v1', kind: 'Namespace'};
const namespace = 'spare-volumes';

test.after.always('give the cluster back', giveBack);

test.serial(
  'a claim gets the volume that its node has to spare; the provisioner deletes it with its folder, and then there is another',
  async (t) => {
    const cluster = await testCluster();
    const {api, shell, nodes} = cluster;
    const spare = async () =>
      (await api.list(volumeKind)).items
        .filter(({status}) => status?.['phase'] === 'Available')
        .map(({metadata}) => metadata.name);
    const workers = nodes.filter(({role}) => role === 'worker').length;
    const whole = async () => {
      await keepSpareVolumes(cluster);
      return waitFor({what: `${workers} volumes to spare`, withinMs: 10_000, everyMs: 200, clock}, async () => {
        const seen = await spare();
        return seen.length === workers ? {done: seen} : {seen: seen.join(', ')};
      });
    };
    const before = await whole();

    const metadata = {name: 'keeper', namespace};
    await api.apply({...namespaceKind, metadata: {name: namespace}});
    await api.apply({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata,
      spec: {accessModes: ['ReadWriteOnce'], resources: {requests: {storage: '1Gi'}}},
    });
    const container = {
      name: 'app',
      image: await sentinelImageOf(api),
      imagePullPolicy: 'Never',
      volumeMounts: [{name: 'data', mountPath: '/data'}],
    };
    const volumes = [{name: 'data', persistentVolumeClaim: {claimName: 'keeper'}}];
    await api.apply({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata,
      spec: {containers: [container], volumes, terminationGracePeriodSeconds: 0},
    });
    const pod = await waitFor({what: 'the pod', withinMs: 60_000, everyMs: 200, clock}, async () => {
      const it = await api.get({apiVersion: 'v1', kind: 'Pod'}, 'keeper', namespace);
      return it !== undefined && isReady(it) ? {done: it} : {seen: JSON.stringify(it?.status ?? {})};
    });
    const node = pod.spec?.['nodeName'] as string;
    const claim = await api.get({apiVersion: 'v1', kind: 'PersistentVolumeClaim'}, 'keeper', namespace);
    const volume = claim?.spec?.['volumeName'] as string;
    t.true(before.includes(volume), volume);
    const folder = `/var/local-path-provisioner/${volume}`;
    t.is((await shell.run(node, ['stat', '--format', '%a', folder])).stdout.trim(), '777');

    await api.delete(namespaceKind, namespace);
    await waitFor({what: 'the volume to be gone', withinMs: 120_000, everyMs: 500, clock}, async () =>
      (await api.get(volumeKind, volume)) === undefined ? {done: undefined} : {seen: 'there'},
    );
    t.not((await shell.run(node, ['test', '-e', folder], {allowFailure: true})).exitCode, 0);
    const after = await whole();
    t.is(after.filter((it) => !before.includes(it)).length, 1);
  },
);
