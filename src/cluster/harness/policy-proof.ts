import type {Clock} from '../../system/clock.ts';
import {isReady} from '../../kubernetes/containers.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {nodeOf} from '../../kubernetes/pods.ts';
import type {Api, NodeShell} from '../cluster.ts';
import {policyProbePart, hostnameLabel, objectLabel, systemNamespace} from '../labels.ts';
import {canConnect} from '../pod-network.ts';
import type {PodPlace} from '../pod-network.ts';
import {sentinelPod} from './sentinels.ts';
import {waitPatiently} from '../wait-patiently.ts';

/** What the policy probe needs. */
export interface PolicyProbeContext {
  readonly api: Api;
  readonly shell: NodeShell;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  readonly image: string;
  /** The sentinel pod that calls. */
  readonly from: PodPlace;
  /** The node, another one, that the called pod runs on. */
  readonly serverNode: string;
}

/** The routes to a node that was lost in the trial before may come up to 100 s after it is Ready. */
const routesMs = 120_000;

const name = 'policy-probe';
const namespace = systemNamespace;
const labels = {[objectLabel]: policyProbePart};
const policyKind = {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy'};

/**
 * Proves that network policies are enforced at all: a call between two nodes must work (the control), and must stop
 * working when a policy denies it. Throws WaitTimeoutError when the control does not work within 120 s or the denial is
 * not enforced within 30 s.
 */
export async function proveNetworkPolicy(context: PolicyProbeContext): Promise<void> {
  const {api, shell, from} = context;
  await api.delete(policyKind, name, namespace);
  try {
    const address = await serve(context);
    const calls = (wanted: boolean) => async () =>
      (await canConnect(shell, from, address, 8080, 1000)) === wanted
        ? {done: undefined}
        : {seen: wanted ? 'no connection' : 'still connected'};
    await waitPatiently(wait(context, 'the policy probe to be called without a policy', routesMs), calls(true));
    await api.apply(denyAll);
    await waitPatiently(wait(context, 'a network policy that denies all to be enforced'), calls(false));
  } finally {
    await api.delete(policyKind, name, namespace);
  }
}

const denyAll: KubeObject = {
  ...policyKind,
  metadata: {name, namespace, labels},
  spec: {podSelector: {matchLabels: labels}, policyTypes: ['Ingress']},
};

/**
 * The called pod: a DaemonSet of one node, which no drain asks to leave. It stays for the proof before the next trial;
 * a pod that comes and goes beside each subject that starts would cost it a second.
 */
function probeObject(image: string, node: string): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: {name, namespace, labels},
    spec: {
      selector: {matchLabels: labels},
      template: {metadata: {labels}, spec: {...sentinelPod(image), nodeSelector: {[hostnameLabel]: node}}},
    },
  };
}

/** Resolves with the address of the called pod when it is ready. */
async function serve(context: PolicyProbeContext): Promise<string> {
  const {api, image, serverNode} = context;
  await api.apply(probeObject(image, serverNode));
  return waitPatiently(wait(context, 'the pod of the policy probe to be ready'), async () => {
    const {items} = await api.list(
      {apiVersion: 'v1', kind: 'Pod'},
      {namespace, labelSelector: `${objectLabel}=${policyProbePart}`},
    );
    const pod = items.find((it) => it.metadata.deletionTimestamp === undefined && nodeOf(it) === serverNode);
    const address = pod?.status?.['podIP'];
    return pod !== undefined && isReady(pod) && typeof address === 'string'
      ? {done: address}
      : {seen: JSON.stringify(pod?.status?.['containerStatuses'] ?? pod?.status ?? 'no pod').slice(0, 300)};
  });
}

function wait({clock, signal}: PolicyProbeContext, what: string, withinMs = 30_000) {
  return {what, withinMs, everyMs: 200, clock, ...(signal === undefined ? {} : {signal})};
}
