import {answerOf} from '../../../forecast/answer.ts';
import {predictionText, within} from '../../../forecast/prediction.ts';
import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {sentinelSlowMs} from '../../../history/records/sentinel-seconds.ts';
import {isLoaded} from '../../../history/service-uses.ts';
import type {Window} from '../../../history/windows.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {passesOnBusyHost} from '../busy-host.ts';
import {boundOf} from '../../bounds.ts';
import {
  hasFewFailures,
  isRestored,
  isWhole,
  rowMs,
  slowAtMost,
  stretchesIn,
  wholeTimes,
  type Measure,
  type Stretch,
} from '../../observed/load/capacity.ts';
import {controlWindow, effectsOf} from '../../observed/faults/effects.ts';
import type {Check} from '../../finding.ts';
import {onEffects} from '../../owed.ts';
import {missingPods} from '../../observed/pods/missing.ts';
import {expectedText, predictedOf} from '../../predicted/forecast.ts';
import {recoveryFrom} from '../../predicted/recovery.ts';
import {undecidedOf} from '../../predicted/undecided.ts';
import {maySlowAsMany, sentinelsIn, slowText} from '../../observed/sentinels.ts';
import {slackMs} from '../../observed/slack.ts';
import {percentile} from '../../observed/load/statistics.ts';
import {surgeHull} from '../../observed/load/surge.ts';
import {failuresByConnection, failuresText, trafficIn} from '../../observed/load/traffic.ts';
import {firstOf} from '../../../text/brief.ts';
import {count, percent} from '../../../text/units.ts';
import {duration} from '../../../text/duration.ts';

/**
 * Is the whole capacity back after the last fault: the same rate at the latency of the control stage, for 10 seconds in
 * a row, with all replicas ready? Judged end to end by requests: nodes, pods and endpoints say Ready too early.
 */
export const capacityRestored: Check = passesOnBusyHost({
  about: 'subject',
  title: 'Is the whole capacity back in time after the fault?',
  needs: ['load', 'host', 'steady', 'api', 'receipt'],
  owes: (history) => onEffects('capacity-restored')(history)?.slice(-1),
  judge(history) {
    const control = controlWindow(history);
    const surge = surgeHull(history);
    const last = effectsOf(history).at(-1);
    const {deploy, trial} = factsOf(history);
    if (
      control === undefined ||
      surge === undefined ||
      last === undefined ||
      deploy === undefined ||
      trial === undefined
    )
      return [];
    const before = trafficIn(history, [control]);
    const usualP99Ms = percentile(before.latencies, 99) ?? 0;
    const factor = boundOf(history, 'recoveredP99Factor');
    // A healthy machine may be as slow as a sentinel: less than that is no difference, whatever it was before.
    const always: Measure = {
      failedShare: 1 - trial.subject.slo.availability,
      p99Ms: Math.min(sentinelSlowMs, trial.subject.slo.latency.ms),
    };
    const measure: Measure = {
      failedShare: Math.max(always.failedShare, before.sent === 0 ? 0 : before.failed / before.sent),
      p99Ms: Math.max(factor.value * usualP99Ms, always.p99Ms),
    };
    const {fromMs, prediction, isNodeBack} =
      last.fault === undefined
        ? {fromMs: last.windowMs[0], prediction: within(0, 0), isNodeBack: true}
        : recoveryFrom(history, last.fault);
    const windowMs: Window = [fromMs, Math.max(fromMs, surge[1])];
    const slack = slackMs(history, windowMs);
    const entry = deploy.entry.workload;
    const loaded = isLoaded(history);
    const asBefore = loaded
      ? `at the rate of the control stage with at most ${percent(measure.failedShare)} failed, p99 at most ${duration(measure.p99Ms)} (${factor.value} × the control's, at least ${duration(sentinelSlowMs)}),`
      : 'with';
    const common = {
      check: 'capacity-restored',
      step: last.fault?.step,
      of: {kind: entry.kind, name: entry.name},
      ...(loaded ? {} : {needs: ['host', 'api', 'receipt'] as const}),
      expected: `${expectedText(prediction, slack)}: 10 s in a row ${asBefore} ${count(deploy.entry.replicas, 'replica')} ready`,
      origin: factor.origin,
      ...predictedOf(prediction),
      windowMs,
      evidence: last.fault?.evidence ?? [],
    };
    const after = last.fault === undefined ? 'Without a fault' : `After ${last.name}`;
    if (!isNodeBack) {
      const sentence = `${after} a node did not recover (its sentinel is silent, or its ready pods cannot be reached): nothing can be said of the subject`;
      return [
        {...common, verdict: 'inconclusive', because: 'host-noisy', sentence, observed: 'The node did not come back'},
      ];
    }
    const whole = wholeTimes(history, fromMs);
    const stretches = loaded && before.sent === 0 ? [] : stretchesIn(history, windowMs, measure);
    const good = stretches.find(
      (stretch) => isWhole(whole, stretch.windowMs) && (!loaded || isRestored(stretch, measure)),
    );
    const measuredMs = good === undefined ? undefined : good.windowMs[0] - fromMs;
    const watchedMs = windowMs[1] - fromMs - rowMs;
    const answer =
      measuredMs === undefined && stretches.length === 0
        ? 'not watched long enough'
        : answerOf(prediction, {untilMs: Math.max(watchedMs, measuredMs ?? 0), seenMs: measuredMs}, slack);
    const predicted = predictionText(prediction);
    if (prediction.is !== 'within') {
      const {because, why} = undecidedOf(history, prediction, watchedMs, slack);
      const sentence = `${after} nothing can be said of when the whole capacity is back: ${why}`;
      return [{...common, verdict: 'inconclusive', because, sentence, observed: 'Not judged'}];
    }
    const latestMs = prediction.ms[1] + slack;
    const margin = {value: (latestMs - (measuredMs ?? watchedMs)) / latestMs, unit: 'of the predicted time'};
    if (answer === 'not watched long enough') {
      const sentence = `${after} the surge lasted ${duration(windowMs[1] - fromMs)}: too short to see ${duration(rowMs)} of whole capacity, predicted ${predicted}`;
      const observed = `Not seen within ${duration(Math.max(0, watchedMs))}`;
      return [{...common, verdict: 'inconclusive', because: 'too-few-samples', sentence, observed}];
    }
    const seen = measuredMs === undefined ? {} : {measuredMs};
    const said = measuredMs === undefined ? undefined : `After ${duration(measuredMs)}`;
    if (measuredMs !== undefined && said !== undefined && answer !== 'late') {
      const sentence = `${after} the whole capacity was back within ${duration(measuredMs)} (predicted ${predicted})`;
      const isAlways =
        loaded && stretchesIn(history, good?.windowMs ?? [0, 0], always).some((one) => isRestored(one, always));
      const needs = isAlways ? {needs: ['load', 'host', 'api', 'receipt'] as const} : {};
      return [{...common, ...seen, ...needs, margin, observed: said, verdict: 'pass', sentence}];
    }
    const why = whyLate(
      history,
      stretches,
      whole,
      measure,
      fromMs,
      measuredMs === undefined ? windowMs[1] : fromMs + latestMs,
    );
    const unsure = stretches.find(
      (stretch) =>
        isWhole(whole, stretch.windowMs) && hasFewFailures(stretch, measure) && mayBeSlowed(history, stretch),
    );
    if (unsure !== undefined && unsure.windowMs[0] - fromMs <= latestMs) {
      const slow = slowText(sentinelsIn(history, [unsure.windowMs]));
      const sentence = `${after} it is not known when the whole capacity was back, predicted ${predicted}: ${why.sentence}, but ${slow}. Run again with less beside it`;
      return [
        {...common, ...seen, verdict: 'inconclusive', because: 'host-noisy', observed: said ?? why.sentence, sentence},
      ];
    }
    const sentence =
      measuredMs === undefined
        ? `${after} the whole capacity of ${nameOf(entry)} was not back within ${duration(watchedMs)}, predicted ${predicted}: ${why.sentence}`
        : `${after} the whole capacity was back only after ${duration(measuredMs)}, predicted ${predicted}: ${why.sentence}`;
    return [
      {...common, ...seen, margin, observed: said ?? why.sentence, verdict: 'fail', sentence, details: why.details},
    ];
  },
});

function mayBeSlowed(history: History, {windowMs, slow, sent}: Stretch): boolean {
  return maySlowAsMany(sentinelsIn(history, [windowMs]), slow / sent, slowAtMost);
}

/** What was still wrong at a moment: replicas, failures or latency. */
function whyLate(
  history: History,
  stretches: readonly Stretch[],
  whole: readonly Window[],
  {p99Ms, failedShare}: Measure,
  fromMs: number,
  atMs: number,
): {readonly sentence: string; readonly details: readonly string[]} {
  const entry = factsOf(history).deploy?.entry;
  if (entry !== undefined && !isWhole(whole, [atMs, atMs])) return missing(missingPods(history, entry.workload, atMs));
  const worst = stretches.filter(({windowMs}) => windowMs[0] <= atMs).at(-1) ?? stretches[0];
  if (worst === undefined) return {sentence: 'nothing was sent', details: []};
  const traffic = trafficIn(history, [worst.windowMs]);
  const since = duration(worst.windowMs[0] - fromMs);
  if (traffic.failed > failedShare * traffic.sent)
    return {sentence: `${failuresText(traffic)} from ${since} on`, details: failuresByConnection(traffic)};
  const p99 = percentile(traffic.latencies, 99);
  if (p99 === undefined) return {sentence: `nothing was sent from ${since} on`, details: []};
  return {sentence: `p99 was ${duration(p99)} from ${since} on, ${duration(p99Ms)} at most`, details: []};
}

function missing(pods: readonly string[]): ReturnType<typeof whyLate> {
  return {sentence: `replicas were missing: ${firstOf(pods)}`, details: pods};
}
