import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {loadWindow} from '../../../history/windows.ts';
import {isSame, nameOf} from '../../../kubernetes/owners.ts';
import {fairestLoss, lossesOf, type Loss} from '../../../kubernetes/spread.ts';
import {workloadsOf, type Workload} from '../../../kubernetes/workloads.ts';
import {faultsOf} from '../../observed/faults/faults.ts';
import type {Check, Finding, Owed} from '../../finding.ts';
import {notApplicable} from '../../not-applicable.ts';
import {onFaults} from '../../owed.ts';
import {readyPodsAt} from '../../observed/pods/ready-pods.ts';
import {proveSpread} from './spread-proof.ts';
import {spreadFix} from './spread-fix.ts';
import {count} from '../../../text/units.ts';

/**
 * What would the death of each single node and zone take away? Computed for all from where the pods run, proved on the
 * one that the trial killed.
 */
export const spread: Check = {
  about: 'subject',
  title: 'Is the subject spread so that the death of one node or zone takes as little as it can?',
  needs: ['api'],
  owes(history) {
    const {plan, deploy, cluster} = factsOf(history);
    if (plan === undefined || deploy === undefined || cluster === undefined) return undefined;
    const computed = workloadsOf(deploy.objects)
      .filter((workload) => workload.replicas > 0 && besideReason(history, workload) === undefined)
      .map(({ref: {kind, name}}): Owed => ({check: 'spread', step: undefined, of: {kind, name}}));
    return [...computed, ...(onFaults(({effect}) => effect?.takes === 'nodes', 'spread/proved')(history) ?? [])];
  },
  judge(history) {
    const begun = loadWindow(history)?.[0];
    const {deploy} = factsOf(history);
    if (begun === undefined || deploy === undefined) return [];
    const workloads = workloadsOf(deploy.objects).filter(({replicas}) => replicas > 0);
    const computed =
      workloads.length === 0
        ? [notApplicable(history, 'spread', 'the subject has no pods that the scheduler may put anywhere')]
        : workloads.flatMap((workload) => judgeWorkload(history, workload, begun));
    return [...computed, ...faultsOf(history).flatMap((fault) => proveSpread(history, fault))];
  },
};

function judgeWorkload(history: History, workload: Workload, atMs: number): readonly Finding[] {
  const {ref, replicas} = workload;
  const of = {kind: ref.kind, name: ref.name};
  const places = (factsOf(history).cluster?.nodes ?? []).filter(({role}) => role === 'worker');
  const pods = readyPodsAt(history, atMs).filter((pod) => isSame(pod.workload, ref));
  if (places.length === 0 || pods.length === 0) return [];
  const losses = lossesOf(pods, places);
  const [worst] = losses;
  if (worst === undefined) return [];
  const fairest = fairestLoss(pods.length, places);
  const taken = (loss: Loss | undefined): string =>
    loss === undefined ? '' : `${loss.domain} ${loss.name} takes ${loss.pods.length} of ${pods.length}`;
  const common = {
    check: 'spread',
    step: undefined,
    of,
    isStatic: true as const,
    several: 'workloads lose more than they must with one node or zone',
    expected: `No node and no zone takes more than ${fairest} of ${count(pods.length, 'pod')}, nor all of them`,
    observed: `The worst: ${[taken(losses.find(({domain}) => domain === 'node')), taken(losses.find(({domain}) => domain === 'zone'))].filter((one) => one !== '').join('; ')}`,
    margin: {value: worst.left === 0 ? -1 : (fairest - worst.pods.length) / fairest, unit: 'of the fairest loss'},
    windowMs: [atMs, atMs] as const,
    evidence: evidenceOf(
      history,
      pods.map(({uid}) => uid),
      atMs,
    ),
  };
  const beside = besideReason(history, workload);
  const isBad = worst.left === 0 || worst.pods.length > fairest;
  if (!isBad) {
    const sentence = `${nameOf(of)} is spread: of ${count(pods.length, 'pod')} the death of any node or zone takes ${worst.pods.length} at most`;
    return [{...common, verdict: 'pass', sentence, ...(beside === undefined ? {} : {uncounted: 'reported-only'})}];
  }
  const why =
    replicas < 2
      ? 'it has one replica'
      : worst.left === 0
        ? 'all its pods are there'
        : `spread evenly it would be ${fairest}`;
  const sentence = `The death of ${worst.domain} ${worst.name} takes ${worst.pods.length} of ${count(pods.length, 'pod')} of ${nameOf(of)}: ${why}`;
  const details = [`On ${worst.domain} ${worst.name}: ${worst.pods.join(', ')}`];
  if (beside !== undefined)
    return [{...common, verdict: 'fail', sentence: `${sentence}. ${beside}`, details, uncounted: 'reported-only'}];
  return [{...common, verdict: 'fail', sentence, details, ...spreadFix(history, workload, worst)}];
}

/**
 * Why a workload's spread is only told: it is a dependency the subject can do without, or its volume is pinned on this
 * cluster.
 */
function besideReason(history: History, {ref, keepsVolume}: Workload): string | undefined {
  const dependency = factsOf(history).trial?.subject.dependencies.find(({workload}) => workload === ref.name);
  if (dependency?.need === 'soft') return 'Not weighed: a soft dependency, without which the subject must go on';
  return keepsVolume
    ? "Not weighed: its volume is pinned to its node on this cluster, which another cluster's storage need not do"
    : undefined;
}

function evidenceOf(history: History, uids: readonly string[], atMs: number): readonly number[] {
  return uids.flatMap((uid) => {
    const seen = history.events.findLast(
      (event) => event.kind === 'object' && event.object.metadata.uid === uid && event.tMs <= atMs,
    );
    return seen === undefined ? [] : [seen.seq];
  });
}
