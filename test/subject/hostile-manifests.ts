import {hostilePods} from './hostile-pods.ts';
import {hostileRights} from './hostile-rights.ts';

const cluster = (apiVersion: string, kind: string, asks: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind} # <- ${asks}\nmetadata: {name: x}\n`;

/**
 * Manifests that need trust, each kind of violation once. What is to be found stands behind `# <- ` on the line where
 * it is to be found.
 */
export const hostile: Readonly<Record<string, string>> = {
  ...hostilePods,
  ...hostileRights,
  'an object in kube-system':
    'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  namespace: kube-system # <- a place in kube-system, a namespace of the cluster\n  name: x\n',
  'an object in our own namespace':
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: x\n  namespace: seatrial-system # <- a place in seatrial-system, a namespace of the cluster\n',
  'the namespace of the storage':
    'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: local-path-storage # <- a place in local-path-storage, a namespace of the cluster\n',
  'a webhook that changes objects': cluster(
    'admissionregistration.k8s.io/v1',
    'MutatingWebhookConfiguration',
    'to change objects of the whole cluster',
  ),
  'a webhook that refuses objects': cluster(
    'admissionregistration.k8s.io/v1',
    'ValidatingWebhookConfiguration',
    'to read and refuse objects of the whole cluster',
  ),
  'an admission policy': cluster(
    'admissionregistration.k8s.io/v1',
    'ValidatingAdmissionPolicy',
    'to refuse objects of the whole cluster',
  ),
  'a binding of an admission policy': cluster(
    'admissionregistration.k8s.io/v1beta1',
    'MutatingAdmissionPolicyBinding',
    'to change objects of the whole cluster',
  ),
  'an API': cluster('apiregistration.k8s.io/v1', 'APIService', 'to serve a part of the API itself'),
  'a kind with a conversion webhook':
    'apiVersion: apiextensions.k8s.io/v1 # <- to convert objects by a program of its own\nkind: CustomResourceDefinition\nmetadata: {name: x}\nspec:\n  conversion: {strategy: Webhook}\n',
  'a volume of the node':
    'apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: x}\nspec:\n  capacity: {storage: 1Gi}\n  hostPath: {path: /} # <- a volume of its node (hostPath), not of a storage driver\n',
  'a local volume':
    'apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: x}\nspec:\n  local: {path: /} # <- a volume of its node (local), not of a storage driver\n',
  'a volume of a driver and of the node':
    'apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: x}\nspec:\n  csi: {driver: a}\n  nfs: {server: a} # <- a volume of its node (nfs), not of a storage driver\n',
  'a storage class': cluster('storage.k8s.io/v1', 'StorageClass', 'storage that is made on nodes'),
  'a storage driver': cluster('storage.k8s.io/v1', 'CSIDriver', 'storage that is mounted by nodes'),
  'a node': cluster('v1', 'Node', 'to be a node'),
  'who is answered first': cluster(
    'flowcontrol.apiserver.k8s.io/v1',
    'FlowSchema',
    'to say whose requests the API server answers first',
  ),
  'a certificate': cluster('certificates.k8s.io/v1', 'CertificateSigningRequest', 'a certificate of the cluster'),
  'a kind of Kubernetes that nobody thought of': cluster(
    'storage.k8s.io/v1',
    'VolumeAttachment',
    'a kind that is not known to be harmless',
  ),
  'a priority above the system’s':
    'apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: x}\nvalue: 2000000000 # <- to displace pods of the system\n',
  'the priority of everybody':
    'apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: x}\nvalue: 1\nglobalDefault: true # <- the priority of all pods of the cluster\n',
  'addresses of others':
    'apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec:\n  externalIPs: [198.18.0.1] # <- the traffic to addresses that are not its own\n',
};
