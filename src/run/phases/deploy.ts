import type {Cluster} from '../../cluster/cluster.ts';
import type {DeployFacts} from '../../history/facts.ts';
import type {Json} from '../../kubernetes/kube-object.ts';
import type {Observer, ObserverContext} from '../../observe/observer.ts';
import {observers} from '../../observe/observers.ts';
import {deploySubject} from '../../subject/deploy/deploy.ts';
import {removeSubject} from '../../subject/deploy/namespace.ts';
import {reachEntry} from '../../subject/deploy/reach.ts';
import {HarnessError} from '../../system/errors.ts';
import type {Debt} from '../cleanup/journal.ts';
import {clusterOf, namespaceOf, type TrialContext} from '../context.ts';
import type {Phase} from './phase.ts';
import {bedSeen} from './residue.ts';

/** The subject never got ready: the trial ends here, and its finding is what `starts` says of it. */
export class NotStartedError extends HarnessError {}

/** Brings images and manifests to the cluster, with the observers watching from before the first object. */
export function deployPhase(context: TrialContext): Phase {
  const {journal, afloat, clock, recorder, profile, manifests} = context;
  let debt: Debt | undefined;
  let uid: string | undefined;
  const namespace = namespaceOf(context);
  return {
    name: 'deploy',
    title: `Deploy ${profile.facts.name}`,
    expectedMs: 20_000,
    async setup({note, signal}) {
      const cluster = clusterOf(context);
      afloat.namespace = namespace;
      const owe = (known: {readonly uid?: string}): Debt =>
        journal.owe({what: 'namespace', kind: 'namespace', mark: {cluster: cluster.name, name: namespace, ...known}});
      const making = {
        trusted: context.trusted !== undefined,
        owe: () => {
          debt = owe({});
          afloat.subject = 'there';
        },
        made: (made: string) => {
          const before = debt;
          // What is ours is known by its UID from here on: the subject may come to change its labels.
          uid = made;
          debt = owe({uid});
          if (before !== undefined) journal.settle(before);
        },
      };
      const {objects, ...others} = observers;
      note('images to the nodes');
      const [loaded] = await bothToTheirEnd(imagesOf(context), startObservers([objects], context, cluster, namespace));
      // The readers on the nodes are there before the first container is: that takes a second.
      const [deploy] = await bothToTheirEnd(
        deploySubject({
          cluster,
          profile,
          manifests,
          namespace,
          loaded,
          append: recorder.append,
          clock,
          signal,
          note,
          making,
        }),
        bedSeen(context, note).then(async () => startObservers(Object.values(others), context, cluster, namespace)),
      );
      afloat.deploy = deploy;
      const {service, port} = profile.facts.entry;
      if (deploy.start?.ready === true) await reachEntry({url: deploy.entry.url, service, port, clock, signal});
      return deploy as unknown as Json;
    },
    async teardown({signal}) {
      if (debt === undefined) return;
      // A namespace in a cluster that is deleted next goes away with it.
      if (!context.bed.endsWithTrial) {
        const {api, shell} = clusterOf(context);
        await removeSubject({api, shell, namespace, clock, signal}, uid);
      }
      afloat.subject = 'removed';
      journal.settle(debt);
    },
  };
}

/** The images that were brought to the nodes, in a phase that runs only after that began. */
function imagesOf({afloat}: TrialContext): Promise<readonly string[]> {
  if (afloat.images === undefined) throw new Error('This phase needs the images on their way');
  return afloat.images;
}

/** Ends the trial, completed, when the subject never got ready. */
export function refuseUnready({start}: DeployFacts): void {
  if (start?.ready !== false) return;
  throw new NotStartedError('not-started', `The subject was not ready within ${start.boundMs / 1000} s`);
}

/** Those that did start are in `afloat`, for the end of the trial, also when another did not. */
async function startObservers(
  starting: readonly Observer[],
  {recorder, clock, epochMs, afloat}: TrialContext,
  cluster: Cluster,
  namespace: string,
): Promise<void> {
  const observing: ObserverContext = {
    cluster,
    namespace,
    append: recorder.append,
    sample: (csv) => recorder.samples(csv),
    clock,
    epochMs,
  };
  const begun = await Promise.allSettled(starting.map((observe) => observe(observing)));
  afloat.observers.push(...begun.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
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
