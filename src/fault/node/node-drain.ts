import {cordonAnnotation} from '../../cluster/labels.ts';
import {HarnessError} from '../../system/errors.ts';
import {untilQuiet} from '../../system/quiet.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {nodeOf} from '../../kubernetes/pods.ts';
import {meaningOf} from '../../history/records/evictions.ts';
import {evict, textOf} from '../pod/evictions.ts';
import type {Fault, InjectTools} from '../fault.ts';
import {NotExercisedError} from '../not-exercised.ts';
import {nodesOf} from './nodes.ts';
import {allEnded, countProcesses, type PodsReading} from '../pod/pod-processes.ts';
import {type MarkedPod, newId} from '../pod/pods.ts';

/** The node that is cordoned and emptied, and the pods that a drain evicts from it: of the subject and of others. */
export type NodeDrainMark = {readonly id: string; readonly node: string; readonly pods: readonly MarkedPod[]};

/** As `kubectl drain` does: a refused eviction is tried again after 5 s, here for 10 minutes at most. */
const againMs = 5000;
const tries = 120;

const nodeKind = {apiVersion: 'v1', kind: 'Node'};

/**
 * Cordon, then every pod through the Eviction API at the same time, as `kubectl drain --ignore-daemonsets
 * --delete-emptydir-data --force` does. Proved when all of them have left the node; the undo takes back the cordon that
 * is ours.
 */
export const nodeDrain: Fault<Readonly<Record<string, never>>, NodeDrainMark, PodsReading> = {
  title: 'A node drained',
  effect: {takes: 'pods', by: 'drain', pace: 'gradual', returns: 'by-replacement', orderly: true},
  injectsBy: 'api',
  readsBy: 'cgroup',
  requires: [],
  readEveryMs: 1000,

  async mark(targets, _options, tools) {
    const [{node}, ...others] = await nodesOf(targets, tools);
    if (others.length > 0)
      throw new NotExercisedError(`One node is drained at a time, and ${others.length + 1} were selected`);
    const {api} = tools.cluster;
    const [object, {items}] = await Promise.all([api.get(nodeKind, node), api.list({apiVersion: 'v1', kind: 'Pod'})]);
    if (object?.spec?.['unschedulable'] === true)
      throw new NotExercisedError(`Node ${node} is cordoned already`, `See \`kubectl uncordon ${node}\``);
    const pods = items
      .filter((pod) => nodeOf(pod) === node && isDrained(pod))
      .map(({metadata}) => ({
        pod: metadata.name,
        namespace: metadata.namespace ?? 'default',
        uid: metadata.uid ?? '',
        node,
      }));
    if (pods.length === 0) throw new NotExercisedError(`A drain of node ${node} would evict nobody`);
    return {id: newId(), node, pods};
  },

  async inject({id, node, pods}, tools) {
    const cordon = {metadata: {annotations: {[cordonAnnotation]: id}}, spec: {unschedulable: true}};
    await tools.cluster.api.patch(nodeKind, node, undefined, cordon);
    const problems = (await Promise.all(pods.map(async (pod) => evictAtLast(pod, tools)))).filter(
      (problem) => problem !== undefined,
    );
    if (problems.length > 0)
      throw new HarnessError('drain-refused', `The drain of node ${node} does not end: ${problems.join('; ')}`);
  },

  async undo({id, node}, tools) {
    const {api} = tools.cluster;
    await untilQuiet(`Cordoning ${node}`, tools, async () => {
      const object = await api.get(nodeKind, node);
      if (object?.metadata.annotations?.[cordonAnnotation] !== id) return false;
      await api.patch(nodeKind, node, undefined, {
        metadata: {annotations: {[cordonAnnotation]: null}},
        spec: {unschedulable: null},
      });
      return true;
    });
  },

  read: ({pods}, tools) => countProcesses(pods, tools),
  proves: allEnded,
};

/** Evicts one pod however often it is refused; resolves with why it could not be, or undefined when it goes. */
async function evictAtLast(pod: MarkedPod, tools: InjectTools): Promise<string | undefined> {
  let text = '';
  for (let left = tries; left > 0; left--) {
    const answer = await evict(pod, tools);
    const meaning = meaningOf(answer);
    if (meaning === 'evicted' || meaning === 'gone') return undefined;
    text = `${pod.namespace}/${pod.pod} ${textOf(answer)}`;
    if (meaning === 'failed' || meaning === 'overlap') return text;
    await tools.clock.sleep(againMs, tools.signal);
  }
  return text;
}

/**
 * Not the pods of a DaemonSet, which would come back at once, nor those that a kubelet runs by itself, nor those that
 * have ended.
 */
function isDrained({metadata, status}: KubeObject): boolean {
  const {ownerReferences = [], annotations = {}} = metadata;
  const isOfDaemonSet = ownerReferences.some(({kind, controller}) => kind === 'DaemonSet' && controller === true);
  const hasEnded = ['Succeeded', 'Failed'].some((phase) => phase === status?.['phase']);
  return !isOfDaemonSet && annotations['kubernetes.io/config.mirror'] === undefined && !hasEnded;
}
