import {type Interval, intervalText, plus} from './interval.ts';

/**
 * What the configuration says of a time: it comes within an interval (ms since its cause), it never comes, or the model
 * does not know the kind or the field that decides. What is not known is never taken for nothing.
 */
export type Prediction =
  | {readonly is: 'within'; readonly ms: Interval}
  | {readonly is: 'never'; readonly why: string}
  | {readonly is: 'unknown'; readonly lacks: string};

/** It comes from `fromMs` to `toMs` after its cause. */
export function within(fromMs: number, toMs: number): Prediction {
  return {is: 'within', ms: [fromMs, toMs]};
}

/** It never comes; `why` stands after a colon: `the pods of a StatefulSet wait for their node`. */
export function never(why: string): Prediction {
  return {is: 'never', why};
}

/** `lacks` names the kind or the field, to stand after "the model does not know": `the kind CloneSet`. */
export function unknown(lacks: string): Prediction {
  return {is: 'unknown', lacks};
}

/** One after the other: what never comes is never followed; what is not known makes the sum unknown. */
export function inTurn(...parts: readonly Prediction[]): Prediction {
  return decided(parts) ?? within(...parts.flatMap(intervals).reduce(plus, [0, 0]));
}

/** When the last of several has come; of none at once. */
export function latest(all: readonly Prediction[]): Prediction {
  const known = all.flatMap(intervals);
  return decided(all) ?? within(Math.max(0, ...known.map(([from]) => from)), Math.max(0, ...known.map(([, to]) => to)));
}

/** When it has come at the latest, ms; undefined for what never comes or is not known. */
export function upperEnd(prediction: Prediction): number | undefined {
  return prediction.is === 'within' ? prediction.ms[1] : undefined;
}

/** `40 s to 55 s`, `never (…)`, `not known (…)`: for people. */
export function predictionText(prediction: Prediction): string {
  switch (prediction.is) {
    case 'within':
      return intervalText(prediction.ms);
    case 'never':
      return `never (${prediction.why})`;
    case 'unknown':
      return `not known (${prediction.lacks})`;
  }
}

function decided(parts: readonly Prediction[]): Prediction | undefined {
  return parts.find(({is}) => is === 'never') ?? parts.find(({is}) => is === 'unknown');
}

function intervals(prediction: Prediction): readonly Interval[] {
  return prediction.is === 'within' ? [prediction.ms] : [];
}
