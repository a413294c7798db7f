import type {History} from '../../history/history.ts';
import {memoryPeakOf} from '../../judge/observed/load/memory-peak.ts';
import type {Fix} from '../../judge/finding.ts';
import type {NotTried, Planted} from '../../judge/suite/detection.ts';
import type {NotFixed} from '../../judge/suite/fixed.ts';
import type {Trial} from '../../judge/trial.ts';
import type {SuiteTrial} from '../../run/suite.ts';
import type {Expectation} from '../../subject/profile/profile.ts';
import {measuredContainer, plantingOf} from '../../subject/mutants/plant.ts';
import {fixedTrial, type Shown} from './fixed-trial.ts';
import {mutantTrial} from './mutant-trial.ts';
import {good, type PlannedTrial} from './plan.ts';

/** What a trial of a calibration turned out to be when its turn came. */
export interface Tried {
  readonly subject: string;
  readonly expect: Expectation | undefined;
  readonly planted?: Planted;
  /** It is another trial's subject with its fix: whose, and what was changed. */
  readonly fixed?: {readonly subject: string; readonly fixes: readonly Fix[]};
}

/** Makes the mutants that need what was measured of the good subject, once it ran, and what is tried with a fix. */
export interface Turns {
  /** What a trial is now; undefined: it would show nothing, see `notTried`. */
  inTurn(request: SuiteTrial): SuiteTrial | undefined;
  /** Takes in what a trial showed. */
  learn(request: SuiteTrial, history: History, trial: Pick<Trial, 'findings'>): void;
  triedAs(request: SuiteTrial): Tried;
  readonly notTried: readonly NotTried[];
  /** What would have been tried with a fix. */
  readonly notFixed: readonly NotFixed[];
}

/** The turns of some trials, which are known by their ids. */
export function turnsOf(trials: readonly PlannedTrial[]): Turns {
  const plannedAs = new Map(trials.map((one) => [one.request.id, one]));
  const made = new Map<string, Tried>();
  const notTried: NotTried[] = [];
  const notFixed: NotFixed[] = [];
  const peaks = new Map<string, number>();
  const shown = new Map<string, Shown>();
  /** The trial before it with its fix; undefined, and told, where there is none. */
  const fixedInTurn = (request: SuiteTrial): SuiteTrial | undefined => {
    const base = trials[trials.findIndex((one) => one.request.id === request.id) - 1];
    const before = base === undefined ? undefined : shown.get(base.request.id);
    // What was not tried, or came to no verdict, is told elsewhere.
    if (base === undefined || before === undefined) return undefined;
    const {subject} = base;
    const fixed = fixedTrial(request, before);
    if ('reason' in fixed) {
      notFixed.push({subject, scenario: request.scenarioName, reason: fixed.reason});
      return undefined;
    }
    made.set(request.id, {subject: `${subject} fixed`, expect: undefined, fixed: {subject, fixes: fixed.fixes}});
    return fixed.request;
  };
  return {
    notTried,
    notFixed,
    inTurn(request) {
      const planned = plannedAs.get(request.id);
      if (planned?.isFixed === true) return fixedInTurn(request);
      const mutant = planned?.measured;
      if (planned === undefined || mutant === undefined) return request;
      const planting = plantingOf(mutant, request, peaks.get(request.scenarioName));
      const {subject} = planned;
      if ('reason' in planting) {
        const {scenario, defect} = mutant;
        notTried.push({subject, scenario, defect, reason: planting.reason});
        return undefined;
      }
      const {request: trial, ...tried} = mutantTrial(request, mutant, planting);
      made.set(request.id, {subject, ...tried});
      return trial;
    },
    learn(request, history, {findings}) {
      const planned = plannedAs.get(request.id);
      const expect = made.get(request.id)?.expect ?? planned?.expect;
      if (expect !== undefined) shown.set(request.id, {request, expect, findings});
      if (planned?.subject !== good) return;
      const peak = memoryPeakOf(history, measuredContainer(request));
      if (peak !== undefined) peaks.set(request.scenarioName, peak);
    },
    triedAs({id}) {
      const {subject, expect, planted} = plannedAs.get(id) ?? {subject: '', expect: undefined};
      return made.get(id) ?? {subject, expect, ...(planted === undefined ? {} : {planted})};
    },
  };
}
