import {randomUUID} from 'node:crypto';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import type {Cluster} from '../cluster.ts';
import {hostnameLabel, objectLabel} from '../labels.ts';

const kind = {apiVersion: 'v1', kind: 'PersistentVolume'} as const;
const part = 'spare-volume';

/**
 * More than this is asked of the provisioner, as is a second volume of a node. A folder of a node has no size of its
 * own.
 */
const size = '10Gi';

/**
 * Sees to it that every worker has a volume that nobody claims yet, of the default class and as its provisioner would
 * have made it, who also deletes it after its claim. Making one while a subject starts takes 3 to 5 s, and its helper
 * pod, without a CPU request, fails now and then beside all the others.
 */
export async function keepSpareVolumes({nodes, api, shell}: Pick<Cluster, 'nodes' | 'api' | 'shell'>): Promise<void> {
  const {items} = await api.list(kind, {labelSelector: `${objectLabel}=${part}`});
  const spare = new Set(
    items.filter(({status}) => status?.['phase'] === 'Available').map(({metadata}) => metadata.labels?.[hostnameLabel]),
  );
  const without = nodes.filter(({name, role}) => role === 'worker' && !spare.has(name));
  await Promise.all(
    without.map(async ({name}) => {
      const volume = `${part}-${randomUUID()}`;
      const path = `/var/local-path-provisioner/${volume}`;
      await shell.run(name, ['mkdir', '--mode', '0777', '--parents', path]);
      await api.create(spareVolume(volume, path, name));
    }),
  );
}

function spareVolume(name: string, path: string, node: string): KubeObject {
  return {
    ...kind,
    metadata: {
      name,
      labels: {[objectLabel]: part, [hostnameLabel]: node},
      annotations: {'pv.kubernetes.io/provisioned-by': 'rancher.io/local-path'},
    },
    spec: {
      capacity: {storage: size},
      accessModes: ['ReadWriteOnce'],
      volumeMode: 'Filesystem',
      storageClassName: 'standard',
      persistentVolumeReclaimPolicy: 'Delete',
      hostPath: {path, type: 'DirectoryOrCreate'},
      nodeAffinity: {
        required: {nodeSelectorTerms: [{matchExpressions: [{key: hostnameLabel, operator: 'In', values: [node]}]}]},
      },
    },
  };
}
