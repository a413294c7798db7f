import type {History} from '../../history/history.ts';
import {memoryPeakOf} from '../../judge/observed/load/memory-peak.ts';
import type {NotTried, Planted} from '../../judge/suite/detection.ts';
import type {SuiteTrial} from '../../run/suite.ts';
import type {Expectation} from '../../subject/profile/profile.ts';
import {measuredContainer, plantingOf} from '../../subject/mutants/plant.ts';
import {mutantTrial} from './mutant-trial.ts';
import {good, type PlannedTrial} from './plan.ts';

/** What a trial of a calibration turned out to be when its turn came. */
export interface Tried {
  readonly subject: string;
  readonly expect: Expectation | undefined;
  readonly planted?: Planted;
}

/** Makes the mutants that need what was measured of the good subject, once it ran. */
export interface Turns {
  /** What a trial is now; undefined: it would show nothing, see `notTried`. */
  inTurn(request: SuiteTrial): SuiteTrial | undefined;
  /** Takes in what a trial showed. */
  learn(request: SuiteTrial, history: History): void;
  triedAs(request: SuiteTrial): Tried;
  readonly notTried: readonly NotTried[];
}

/** The turns of some trials, which are known by their ids. */
export function turnsOf(trials: readonly PlannedTrial[]): Turns {
  const plannedAs = new Map(trials.map((one) => [one.request.id, one]));
  const made = new Map<string, Tried>();
  const notTried: NotTried[] = [];
  const peaks = new Map<string, number>();
  return {
    notTried,
    inTurn(request) {
      const planned = plannedAs.get(request.id);
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
    learn(request, history) {
      const planned = plannedAs.get(request.id);
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
