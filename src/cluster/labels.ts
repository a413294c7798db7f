/** Every cluster, network and container of ours has a name that begins so. */
export const namePrefix = 'seatrial-';

/** The Docker label on our networks; its value is the cluster's name. */
export const networkLabel = 'seatrial.cluster';

/** The Docker labels on our networks that say whose they are: the ID of the owner, and the user's number. */
export const ownerLabel = 'seatrial.owner';
export const userLabel = 'seatrial.user';

/** The Docker label that kind puts on node containers; its value is the cluster's name. */
export const kindLabel = 'io.x-k8s.kind.cluster';

/** The label of the nodes of the control plane, and the key of the taint that they have from their first day. */
export const controlPlaneLabel = 'node-role.kubernetes.io/control-plane';

/** The label of a node that names it. */
export const hostnameLabel = 'kubernetes.io/hostname';

/** The label on everything of ours in the API; its value says what it is for. */
export const objectLabel = 'seatrial/part';

/** Its value on what proves that network policies are enforced. */
export const policyProbePart = 'policy-probe';

/** Its value on what stands for a dependency that is elsewhere. */
export const stubPart = 'stub';

/** The namespace of the sentinels, the policy probe and the stubs. */
export const systemNamespace = 'seatrial-system';

/** Field manager of our server-side applies. */
export const fieldManager = 'seatrial';

/** Comments of the guards' packet rules begin so; the guards are not residue. */
export const guardTag = 'seatrial-guard';

/** What a fault leaves on a node (packet rules, processes) has a name that begins so, until its undo. */
export const faultTag = 'seatrial-fault';

/** The annotation of a node that a fault cordoned, and nobody else: its value is the fault's ID. */
export const cordonAnnotation = 'seatrial/cordoned';

/** The environment variable that marks our processes inside nodes. */
export const processTag = 'SEATRIAL_TAG';

/** The NodePort for the entry of a subject: published on 127.0.0.1 where containers cannot be reached. */
export const entryNodePort = 30_080;

/** Those of its further entries: as many as a profile may have. */
export const doorNodePorts = [30_082, 30_083, 30_084] as const;

/** The NodePort at which each node's own sentinel answers. */
export const sentinelNodePort = 30_081;

/** All NodePorts of ours. */
export const ownNodePorts = [entryNodePort, sentinelNodePort, ...doorNodePorts] as const;
