import {HarnessError, messageOf} from '../system/errors.ts';
import {waitForSentinels} from '../cluster/sentinels.ts';
import {lookAround} from '../inspect/audit.ts';
import {type Mended, mendResidue} from '../inspect/mend.ts';
import {type Oddity, oddityText, residueBetween} from '../inspect/oddity.ts';
import type {Json} from '../objects/kube-object.ts';
import type {Phase} from './phases.ts';
import {clusterOf, type TrialContext} from './trial.ts';

/** Something of a trial is still on a cluster that others will use. */
export class ResidueError extends HarnessError {
  readonly left: readonly Oddity[];
  constructor(cluster: string, left: readonly Oddity[]) {
    super('residue', `The trial left something on the cluster ${cluster} that could not be taken back: ${left.map(oddityText).join('; ')}`, {
      hint: `No trial should follow on it. Delete it: npx seatrial clean ${cluster}`,
    });
    this.left = left;
  }
}

/** What an audit of five nodes takes, ms. */
const auditMs = 3000;
/** The audit before the verdict has its own bound: it runs after an interruption too. */
const boundMs = 45_000;

/** Looks at the bed before the trial; on a cluster that stays, mends after it what it left, and waits until every node answers end to end. */
export function residuePhase(context: TrialContext): Phase {
  const {afloat, bed, clock, effects} = context;
  return {
    name: 'residue',
    title: 'Look at the bed before the trial',
    expectedMs: auditMs,
    async setup({signal, note}) {
      const before = await lookAround({cluster: clusterOf(context), exec: effects.exec, signal});
      afloat.before = before;
      const odd = before.filter(({kind}) => kind !== 'label' && kind !== 'namespace');
      note(odd.length === 0 ? 'nothing odd' : `odd before the trial: ${odd.map(oddityText).join('; ')}`);
      return {before} as unknown as Json;
    },
    async teardown({signal, note}) {
      // A cluster that goes away takes everything with it.
      if (afloat.before === undefined || bed.endsWithTrial) return;
      const cluster = clusterOf(context);
      const mended = await mendResidue(afloat.before, {cluster, exec: effects.exec, clock, signal, note});
      afloat.mended = mended;
      if (mended.left.length > 0) throw new ResidueError(cluster.name, mended.left);
      // A node is Ready before it is reached again, and the next trial must not pay for it.
      await waitForSentinels({nodes: cluster.nodes, shell: cluster.shell, reachable: !cluster.facts.proxied, clock, signal});
    },
  };
}

/** Writes into the history what the faults left on the bed, the subject's own namespace apart: all of them are undone by now. Never throws. */
export async function recordResidue(context: TrialContext): Promise<void> {
  const {afloat, recorder, effects} = context;
  if (afloat.before === undefined) return;
  const asked = {cluster: clusterOf(context), exec: effects.exec, signal: AbortSignal.timeout(boundMs)};
  const answer = await lookAround(asked, afloat.namespace)
    .then((after) => ({left: residueBetween(afloat.before ?? [], after)}))
    .catch((error: unknown) => ({error: messageOf(error)}));
  recorder.append({kind: 'answer', step: 'residue', answer: {question: 'residue', answer: answer as unknown as Json}});
}

/** What a trial left and what of it was mended, in one line each; nothing for a clean one. */
export function residueText({found, left}: Mended): readonly string[] {
  return found.map((oddity) => `${oddityText(oddity)} (${left.includes(oddity) ? 'still there' : 'mended'})`);
}
