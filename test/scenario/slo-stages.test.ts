import test from 'ava';
import deadlock from '../../scenarios/deadlock.ts';
import type {SubjectFacts} from '../../src/history/facts.ts';
import type {Scenario, Stage} from '../../src/scenario/scenario.ts';
import {longEnoughForSlo} from '../../src/scenario/slo-stages.ts';
import {stagesOf} from '../../src/scenario/stages.ts';

const slo: SubjectFacts['slo'] = {availability: 0.999, latency: {percentile: 99, ms: 500}, at: '1x'};

/** The lengths of the stages, s, at a peak of so many requests per second. */
function lengths(
  rps: number,
  also: {readonly slo?: SubjectFacts['slo']; readonly mostMs?: number; readonly scenario?: Scenario} = {},
): readonly string[] {
  const {scenario = deadlock} = also;
  const options = {scenario, slo: also.slo ?? slo, mostMs: also.mostMs ?? 300_000};
  return longEnoughForSlo(stagesOf(scenario), options, ({peaks}: Stage) => peaks * rps).map(
    ({name, atLeastMs}) => `${name} ${Math.round(atLeastMs / 1000)}`,
  );
}

test('what the usual lengths show stays as it is', (t) => {
  const usual = stagesOf(deadlock).map(({name, atLeastMs}) => `${name} ${atLeastMs / 1000}`);
  t.deepEqual(lengths(40), usual);
  t.deepEqual(lengths(2000), usual);
});

test('at a thin load the peak and the control last until the SLO shows: 381 and 3,838 requests, and a tenth more', (t) => {
  // 381 × 1.1 / 10, and 3,838 × 1.1 / 30 without the 30 s of the stage after the faults.
  t.deepEqual(lengths(10), ['warm-up 15', 'peak 42', 'control 111', 'fault 20', 'after 30', 'recovery 20']);
});

test('a latency at the surge is asked there', (t) => {
  const strict = {availability: 0.99, latency: {percentile: 99.9, ms: 500}, at: '3x'} as const;
  t.deepEqual(lengths(10, {slo: strict}), [
    'warm-up 15',
    'peak 20',
    'control 111',
    'fault 20',
    'after 30',
    'recovery 20',
  ]);
});

test('what would take longer than may be waited is not lengthened at all, what would not is', (t) => {
  t.deepEqual(lengths(2), ['warm-up 15', 'peak 210', 'control 40', 'fault 20', 'after 30', 'recovery 20']);
  t.deepEqual(lengths(2, {mostMs: 900_000})[2], 'control 674');
  t.deepEqual(lengths(2, {slo: {...slo, availability: 1}})[2], 'control 40');
});

test('a scenario that does not ask for the SLO stays as it is', (t) => {
  const scenario: Scenario = {...deadlock, checks: [{check: 'liveness-restarts'}]};
  t.deepEqual(lengths(1, {scenario})[1], 'peak 20');
});
