import {waitForSentinels} from '../../cluster/clusters.ts';
import type {Cluster} from '../../cluster/cluster.ts';
import type {Recorder} from '../../history/recorder.ts';
import {residueAnswer} from '../../history/records/residue.ts';
import {type AuditContext, lookAround} from '../../residue/audit.ts';
import {type Leftover, leftoverText, residueBetween} from '../../residue/leftover.ts';
import {type Repaired, repairResidue} from '../../residue/repair.ts';
import {commandLine} from '../../system/command-line.ts';
import {HarnessError, messageOf} from '../../system/errors.ts';
import {printable} from '../../text/printable.ts';
import {namespaceOf, type TrialContext} from '../context.ts';
import type {Phase} from './phase.ts';

/** Something of a trial is still on a cluster that others will use. */
export class ResidueError extends HarnessError {
  readonly left: readonly Leftover[];
  constructor(cluster: string, left: readonly Leftover[]) {
    super(
      'residue',
      `The trial left something on the cluster ${cluster} that could not be taken back: ${left.map(leftoverText).join('; ')}`,
      {
        hint: `No trial should follow on it. Delete it: ${commandLine(`clean ${cluster}`)}`,
      },
    );
    this.left = left;
  }
}

/** The audit before the verdict has its own bound: it runs after an interruption too. */
const boundMs = 45_000;

/**
 * The look at the cluster before the trial, under way while the subject's first objects are applied (`clusterSeen`).
 */
export interface Looking {
  readonly before: Promise<readonly Leftover[]>;
}

/**
 * Begins to look at the cluster before the trial. Before the verdict it writes into the history what the faults left
 * on it. At the end, on a cluster that stays, it repairs what the trial left, tells it to `onResidue`, and waits until
 * every node answers end to end.
 */
export function residuePhase(
  context: TrialContext,
  onResidue: (lines: readonly string[]) => void,
): Phase<[Cluster], Looking> {
  const {source, clock, journal} = context;
  return {
    name: 'residue',
    title: 'Look at the cluster before the trial',
    expectedMs: 0,
    run(phase, cluster) {
      const before = lookAround({cluster, signal: phase.signal}, namespaceOf(context));
      let seen: readonly Leftover[] | undefined;
      const looked = before.then(
        (leftovers) => (seen = leftovers),
        // Told to the deployment, which awaits it; until then it must not end the process.
        () => undefined,
      );
      phase.beforeVerdict(async () => {
        if (seen !== undefined) await recordResidue(seen, cluster, context);
      });
      phase.takeBack(async ({signal, note}) => {
        await looked;
        // A cluster that goes away takes everything with it.
        if (seen === undefined || source.endsWithTrial) return;
        const asked = {cluster, signal};
        const isThere = journal.isPending('namespace');
        const repaired = isThere ? await lookOnly(seen, asked) : await repairResidue(seen, {...asked, clock, note});
        onResidue(residueText(repaired));
        if (repaired.left.length > 0) throw new ResidueError(cluster.name, repaired.left);
        // A node is Ready before it is reached again, and the next trial must not pay for it.
        const {nodes, shell, facts} = cluster;
        await waitForSentinels({nodes, shell, reachable: !facts.proxied, clock, signal});
      });
      return Promise.resolve({before});
    },
  };
}

/** A subject that could not be removed still runs on the nodes: nothing there is touched as if it were ours. */
async function lookOnly(before: readonly Leftover[], asked: AuditContext): Promise<Repaired> {
  const found = residueBetween(before, await lookAround(asked));
  return {found, left: found};
}

/** Resolves when the cluster was looked at, from which moment on the observers may put their readers on the nodes. */
export async function clusterSeen(
  looking: Looking,
  {append}: Pick<Recorder, 'append'>,
  note: (text: string) => void,
): Promise<void> {
  const before = await looking.before;
  const there = before.filter(({kind}) => !['label', 'namespace', 'pod'].includes(kind));
  const text =
    there.length === 0
      ? 'nothing is left over on the cluster'
      : `left over before the trial: ${there.map(leftoverText).join('; ')}`;
  append({kind: 'line', source: 'residue', text});
  note(text);
}

/** The subject's own namespace apart: it still runs, but all faults are undone by now. Never throws. */
async function recordResidue(before: readonly Leftover[], cluster: Cluster, context: TrialContext): Promise<void> {
  const asked = {cluster, signal: AbortSignal.timeout(boundMs)};
  const answer = await lookAround(asked, namespaceOf(context))
    .then((after) => ({
      left: residueBetween(before, after).map((leftover) => ({...leftover, what: printable(leftover.what)})),
    }))
    .catch((error: unknown) => ({error: messageOf(error)}));
  context.recorder.append(residueAnswer(answer));
}

/** What a trial left and what of it was repaired, in one line each; nothing for a clean one. */
function residueText({found, left}: Repaired): readonly string[] {
  const gone = residueBetween(left, found);
  return found.map((leftover) => `${leftoverText(leftover)} (${gone.includes(leftover) ? 'repaired' : 'still there'})`);
}
