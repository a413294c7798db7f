import {waitForSentinels} from '../../cluster/harness/sentinels.ts';
import type {Json} from '../../kubernetes/kube-object.ts';
import {type AuditContext, lookAround} from '../../residue/audit.ts';
import {type Oddity, oddityText, residueBetween} from '../../residue/leftover.ts';
import {type Mended, mendResidue} from '../../residue/repair.ts';
import {commandLine} from '../../system/command-line.ts';
import {HarnessError, messageOf} from '../../system/errors.ts';
import {printable} from '../../text/printable.ts';
import {clusterOf, namespaceOf, type TrialContext} from '../context.ts';
import type {Phase} from './phase.ts';

/** Something of a trial is still on a cluster that others will use. */
export class ResidueError extends HarnessError {
  readonly left: readonly Oddity[];
  constructor(cluster: string, left: readonly Oddity[]) {
    super(
      'residue',
      `The trial left something on the cluster ${cluster} that could not be taken back: ${left.map(oddityText).join('; ')}`,
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
 * Begins to look at the bed before the trial, which goes on while the subject's first objects are applied (`bedSeen`);
 * on a cluster that stays, mends after the trial what it left, and waits until every node answers end to end.
 */
export function residuePhase(context: TrialContext): Phase {
  const {afloat, bed, clock, effects} = context;
  return {
    name: 'residue',
    title: 'Look at the bed before the trial',
    expectedMs: 0,
    setup({signal}) {
      const asked = {cluster: clusterOf(context), exec: effects.exec, signal};
      afloat.looking = lookAround(asked, namespaceOf(context)).then((before) => (afloat.before = before));
      // Awaited by the deployment; until then it must not end the process.
      afloat.looking.catch(() => undefined);
      return Promise.resolve();
    },
    async teardown({signal, note}) {
      await Promise.allSettled([afloat.looking]);
      // A cluster that goes away takes everything with it.
      if (afloat.before === undefined || bed.endsWithTrial) return;
      const cluster = clusterOf(context);
      const asked = {cluster, exec: effects.exec, signal};
      const mended =
        afloat.subject === 'there'
          ? await lookOnly(afloat.before, asked)
          : await mendResidue(afloat.before, {...asked, clock, note});
      afloat.mended = mended;
      if (mended.left.length > 0) throw new ResidueError(cluster.name, mended.left);
      // A node is Ready before it is reached again, and the next trial must not pay for it.
      await waitForSentinels({
        nodes: cluster.nodes,
        shell: cluster.shell,
        reachable: !cluster.facts.proxied,
        clock,
        signal,
      });
    },
  };
}

/** A subject that could not be removed still runs on the nodes: nothing there is touched as if it were ours. */
async function lookOnly(before: readonly Oddity[], asked: AuditContext): Promise<Mended> {
  const found = residueBetween(before, await lookAround(asked));
  return {found, left: found};
}

/** Resolves when the bed was looked at, from which moment on the observers may put their readers on the nodes. */
export async function bedSeen({afloat, recorder}: TrialContext, note: (text: string) => void): Promise<void> {
  const before = (await afloat.looking) ?? [];
  const odd = before.filter(({kind}) => !['label', 'namespace', 'pod'].includes(kind));
  const text = odd.length === 0 ? 'nothing odd on the bed' : `odd before the trial: ${odd.map(oddityText).join('; ')}`;
  recorder.append({kind: 'line', source: 'residue', text});
  note(text);
}

/**
 * Writes into the history what the faults left on the bed, the subject's own namespace apart: all of them are undone by
 * now. Never throws.
 */
export async function recordResidue(context: TrialContext): Promise<void> {
  const {afloat, recorder, effects} = context;
  if (afloat.before === undefined) return;
  const asked = {cluster: clusterOf(context), exec: effects.exec, signal: AbortSignal.timeout(boundMs)};
  const answer = await lookAround(asked, afloat.namespace)
    .then((after) => ({
      left: residueBetween(afloat.before ?? [], after).map((oddity) => ({...oddity, what: printable(oddity.what)})),
    }))
    .catch((error: unknown) => ({error: messageOf(error)}));
  recorder.append({kind: 'answer', step: 'residue', answer: {question: 'residue', answer: answer as unknown as Json}});
}

/** What a trial left and what of it was mended, in one line each; nothing for a clean one. */
export function residueText({found, left}: Mended): readonly string[] {
  return found.map((oddity) => `${oddityText(oddity)} (${left.includes(oddity) ? 'still there' : 'mended'})`);
}
