import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {stageWindow} from '../../../history/windows.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {passesOnBusyHost} from '../busy-host.ts';
import {validity} from '../../bounds.ts';
import {causeOf} from './ending-cause.ts';
import {controlWindow, effectsOf, type Effect} from '../../observed/faults/effects.ts';
import {burstsIn, type Burst} from '../../observed/load/failures.ts';
import {type FaultRecord, isOrderly} from '../../observed/faults/faults.ts';
import type {Check, Finding} from '../../finding.ts';
import {ratio, wilson} from '../../observed/load/statistics.ts';
import {failuresByConnection, failuresText, secondsOf, trafficIn, type Traffic} from '../../observed/load/traffic.ts';
import {round} from '../../../text/units.ts';
import {duration} from '../../../text/duration.ts';

const expected = 'No failed request while pods are replaced in an orderly way';
const shownBursts = 3;

/**
 * Does no request fail while pods end in good order (a roll-out, a drain, a deletion with grace)? If one does: in which
 * second, on which pod, and why.
 */
export const noFailedRequests: Check = passesOnBusyHost({
  about: 'subject',
  title: 'Does no request fail when pods are replaced in good order?',
  needs: ['load', 'host', 'steady', 'receipt', 'api'],
  judge(history) {
    const control = controlWindow(history);
    if (control === undefined) return [];
    const before = trafficIn(history, [control]);
    return effectsOf(history).flatMap((effect) => {
      const {fault} = effect;
      return fault === undefined || !isOrderly(fault) ? [] : judgeEffect(history, fault, effect, before);
    });
  },
});

function judgeEffect(
  history: History,
  fault: FaultRecord,
  {windowMs, windows}: Effect,
  before: Traffic,
): readonly Finding[] {
  const during = trafficIn(history, windows);
  const rate = ratio(during.sent, secondsOf(windows)) ?? 0;
  const entry = factsOf(history).deploy?.entry.workload;
  const common = {
    check: 'no-failed-requests',
    step: fault.step,
    ...(fault.effect?.pace === 'at-once' ? {truth: {state: 'sigterm', probe: 'readiness'} as const} : {}),
    ...(entry === undefined ? {} : {of: {kind: entry.kind, name: entry.name}}),
    expected,
    observed: `${failuresText(during)}; control: ${before.failed} of ${before.sent}`,
    details: failuresByConnection(during),
    windowMs,
    seenIn: windows,
    evidence: fault.evidence,
    margin: {value: -during.failed, unit: 'failed requests'},
  } as const;
  if (during.failed === 0) {
    if (rate >= validity.rolloutRatePerSecond)
      return [{...common, verdict: 'pass', sentence: `During ${fault.step} none of ${during.sent} requests failed`}];
    const sentence = `During ${fault.step} no request failed, but ${round(rate)} per second are too thin to see a short loss; about 100 show it`;
    return [{...common, verdict: 'inconclusive', because: 'too-few-samples', sentence}];
  }
  if (before.failed > 0 && wilson(during.failed, during.sent)[0] <= wilson(before.failed, before.sent)[1]) {
    const sentence = `Requests failed without a fault too (control: ${failuresText(before)}): those during ${fault.step} cannot be told from them`;
    return [{...common, verdict: 'inconclusive', because: 'not-steady', sentence}];
  }
  const bursts = burstsIn(history, windows);
  const told = bursts.map((burst) => ({burst, cause: causeOf(history, fault, burst)}));
  const lines = told
    .slice(0, shownBursts)
    .flatMap(({burst, cause}) => [`${whenOf(history, fault, burst)}: ${burst.causes}`, ...cause.around]);
  const more = bursts.length > shownBursts ? [`And ${bursts.length - shownBursts} times more`] : [];
  // The first burst that names what to change is the one to look at.
  const named = told.find(({cause}) => cause.fix !== undefined) ?? told[0];
  const workload = named?.cause.workload;
  const of = workload === undefined ? common.of : {kind: workload.kind, name: workload.name};
  return [
    {
      ...common,
      ...(of === undefined ? {} : {of}),
      verdict: 'fail',
      sentence: `During ${fault.step} ${failuresText(during)}${of === undefined ? '' : `. ${nameOf(of)}`}: ${named?.cause.why ?? 'nothing says why'}`,
      details: [...common.details, ...lines, ...more],
      windowMs: [bursts[0]?.windowMs[0] ?? windowMs[0], bursts.at(-1)?.windowMs[1] ?? windowMs[1]],
      seenIn: bursts.map((burst) => burst.windowMs),
      evidence: [...fault.evidence, ...told.flatMap(({cause}) => cause.evidence)],
      ...(named?.cause.fix === undefined ? {} : {fix: named.cause.fix}),
      ...(told.some(({cause}) => cause.isCertain) ? {needs: ['load', 'steady', 'receipt', 'api'] as const} : {}),
    },
  ];
}

/** `12.3 s into stage fault`. */
function whenOf(history: History, {stage}: FaultRecord, {windowMs: [from]}: Burst): string {
  const begunMs = stageWindow(history, stage)?.[0];
  return begunMs === undefined ? `At ${duration(from)}` : `${duration(from - begunMs)} into stage ${stage}`;
}
