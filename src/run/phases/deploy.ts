import type {Cluster} from '../../cluster/cluster.ts';
import type {DeployFacts} from '../../history/facts.ts';
import type {Json} from '../../kubernetes/kube-object.ts';
import type {Observer, ObserverContext} from '../../observe/observer.ts';
import {observers} from '../../observe/observers.ts';
import {deploySubject} from '../../subject/deploy/deploy.ts';
import {type Making, removeSubject} from '../../subject/deploy/namespace.ts';
import {reachEntry} from '../../subject/deploy/reach.ts';
import {keepDefinitions} from '../../subject/fields/kept.ts';
import {HarnessError, messageOf} from '../../system/errors.ts';
import {cacheFolder} from '../../system/folders.ts';
import type {PendingUndo} from '../cleanup/journal.ts';
import {namespaceOf, type TrialContext} from '../context.ts';
import type {TakenCluster} from './cluster.ts';
import type {Phase, RunningPhase} from './phase.ts';
import {clusterSeen, type Looking} from './residue.ts';
import {duration} from '../../text/duration.ts';

/** The subject never got ready: the trial ends here, and its finding is what `starts` says of it. */
export class NotStartedError extends HarnessError {}

/** Brings images and manifests to the cluster, with the observers watching from before the first object. */
export function deployPhase(context: TrialContext): Phase<[TakenCluster, Looking], DeployFacts> {
  const {clock, recorder, profile, manifests, tools, patience} = context;
  const namespace = namespaceOf(context);
  return {
    name: 'deploy',
    title: `Deploy ${profile.facts.name}`,
    expectedMs: 20_000,
    async run(phase, {cluster, images}, looking) {
      const {note, signal} = phase;
      const {objects, ...others} = observers;
      const observe = async (starting: readonly Observer[]): Promise<void> =>
        startObservers(starting, phase.beforeVerdict, {
          cluster,
          namespace,
          append: recorder.append,
          sample: (csv) => recorder.samples(csv),
          stubs: profile.stubs.map(({name}) => name),
          clock,
          epochMs: context.epochMs,
        });
      note('copying images to the nodes');
      const [loaded] = await bothToTheirEnd(images, observe([objects]));
      // For readings without a cluster: no trial fails for want of it.
      await keepDefinitions(cluster.api, cacheFolder(), cluster.facts.kubernetes).catch((error: unknown) =>
        note(`the types of the API server were not kept: ${messageOf(error)}`),
      );
      // The readers on the nodes are there before the first container is: that takes a second.
      const [deploy] = await bothToTheirEnd(
        deploySubject({
          cluster,
          profile,
          manifests,
          namespace,
          loaded,
          stubImage: tools.sentinelImage,
          patience: {statedMs: patience.scenarioMs, unstatedMs: patience.holdMs},
          append: recorder.append,
          clock,
          signal,
          note,
          making: makingOf(context, cluster, namespace, phase.takeBack),
        }),
        clusterSeen(looking, recorder, note).then(async () => observe(Object.values(others))),
      );
      const doors = deploy.start?.ready === true ? [deploy.entry, ...(deploy.doors ?? [])] : [];
      for (const [index, {service, port}] of profile.doors.entries()) {
        const url = doors[index]?.url;
        if (url !== undefined) await reachEntry({url, service, port, clock, signal});
      }
      return deploy;
    },
    facts: (deploy) => deploy as unknown as Json,
  };
}

/** What is done when the namespace is about to be made and when it was, so that it is taken back. */
function makingOf(
  {journal, clock, source, trusted}: TrialContext,
  {name: cluster, api, shell}: Cluster,
  namespace: string,
  takeBack: RunningPhase['takeBack'],
): Omit<Making, 'stated'> {
  let pending: PendingUndo | undefined;
  let uid: string | undefined;
  const add = (known: {readonly uid?: string}): PendingUndo =>
    journal.add({what: 'namespace', kind: 'namespace', mark: {cluster, name: namespace, ...known}});
  return {
    trusted: trusted !== undefined,
    willMake() {
      pending = add({});
      takeBack(async ({signal}) => {
        // A namespace in a cluster that is deleted next goes away with it.
        if (!source.endsWithTrial) await removeSubject({api, shell, namespace, clock, signal}, uid);
        if (pending !== undefined) journal.done(pending);
      });
    },
    made(made) {
      const before = pending;
      // What is ours is known by its UID from here on: the subject may come to change its labels.
      uid = made;
      pending = add({uid});
      if (before !== undefined) journal.done(before);
    },
  };
}

/** Ends the trial, completed, when the subject never got ready. */
export function refuseUnready({start}: DeployFacts): void {
  if (start?.ready !== false) return;
  throw new NotStartedError('not-started', `The subject was not ready within ${duration(start.boundMs)}`);
}

/** Those that did start are stopped before the verdict, also when another did not. */
async function startObservers(
  starting: readonly Observer[],
  beforeVerdict: RunningPhase['beforeVerdict'],
  observing: ObserverContext,
): Promise<void> {
  const begun = await Promise.allSettled(starting.map((observe) => observe(observing)));
  const running = begun.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  beforeVerdict(async () => {
    await Promise.allSettled(running.map((observer) => observer[Symbol.asyncDispose]()));
  });
  const failed = begun.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/**
 * An observer that starts after the trial was given up would be left running: the first error is thrown when both have
 * ended.
 */
async function bothToTheirEnd<One, Other>(one: Promise<One>, other: Promise<Other>): Promise<readonly [One, Other]> {
  await Promise.allSettled([one, other]);
  return [await one, await other];
}
