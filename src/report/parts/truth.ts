import {factsOf} from '../../history/facts.ts';
import type {History} from '../../history/history.ts';
import type {Finding, ProbedState, Verdict} from '../../judge/finding.ts';
import type {Trial} from '../../judge/trial.ts';
import {containersOf} from '../../kubernetes/containers.ts';
import {isSame} from '../../kubernetes/owners.ts';
import {ownersOfPods} from '../../kubernetes/workloads.ts';
import {duration} from '../../text/duration.ts';

/** What liveness and readiness must do in each state, as a person would say it. */
export const probedStates = {
  paused: {title: 'every process paused', liveness: 'restarts it in time', readiness: 'takes it out before that'},
  lying: {
    title: 'one replica cannot serve, its process lives',
    liveness: 'keeps quiet',
    readiness: 'follows its real health',
  },
  'soft-lost': {title: 'soft dependency black-holed', liveness: 'keeps quiet', readiness: 'stays ready, degrades'},
  'hard-lost': {title: 'hard dependency black-holed', liveness: 'keeps quiet', readiness: 'sheds in time, soon back'},
  surge: {title: 'three times peak', liveness: 'keeps quiet', readiness: 'may shed'},
  sigterm: {title: 'SIGTERM', liveness: '–', readiness: 'out before it stops accepting'},
  'slow-start': {title: 'slow boot under load', liveness: 'leaves it alone', readiness: 'sends nothing before'},
} as const satisfies Readonly<
  Record<ProbedState, {readonly title: string; readonly liveness: string; readonly readiness: string}>
>;

/** How one probe of one container did in one state; undefined: not exercised. */
export interface TruthCell {
  readonly verdict: Verdict;
  /** What was measured, for a person; empty when nothing was. */
  readonly text: string;
}

export interface TruthRow {
  readonly state: ProbedState;
  readonly cells: readonly {readonly liveness: TruthCell | undefined; readonly readiness: TruthCell | undefined}[];
}

/**
 * The truth table of the probes of every container that runs in the subject: a column each, `gateway / proxy` where a
 * workload has several.
 */
export interface TruthTable {
  readonly containers: readonly string[];
  readonly rows: readonly TruthRow[];
}

/** What the findings of a trial say of probes; undefined when none does. */
export function truthTable(trial: Trial, history: History): TruthTable | undefined {
  const told = trial.findings.filter(({truth}) => truth !== undefined);
  if (told.length === 0) return undefined;
  const containers = ownersOfPods(factsOf(history).deploy?.objects ?? []).flatMap(({ref, object}) =>
    containersOf(object)
      .filter(({role}) => role !== 'init')
      .map(({name}, _, all) => ({
        of: {kind: ref.kind, name: ref.name},
        container: name,
        title: all.length > 1 ? `${ref.name} / ${name}` : ref.name,
      })),
  );
  const states = Object.keys(probedStates) as ProbedState[];
  return {
    containers: containers.map(({title}) => title),
    rows: states.map((state) => ({
      state,
      cells: containers.map(({of, container}) => {
        const here = told.filter(({truth, of: about}) => {
          const isThis =
            about === undefined ||
            (isSame(about, of) && (about.container === undefined || about.container === container));
          return truth?.state === state && isThis;
        });
        return {liveness: cell(here, 'liveness'), readiness: cell(here, 'readiness')};
      }),
    })),
  };
}

const order: readonly Verdict[] = ['fail', 'inconclusive', 'pass'];

/** The worst of several. */
function cell(findings: readonly Finding[], probe: 'liveness' | 'readiness'): TruthCell | undefined {
  const [worst] = findings
    .filter(({truth}) => truth?.probe === probe)
    .toSorted((one, other) => order.indexOf(one.verdict) - order.indexOf(other.verdict));
  if (worst === undefined) return undefined;
  return {verdict: worst.verdict, text: worst.measuredMs === undefined ? '' : duration(worst.measuredMs)};
}
