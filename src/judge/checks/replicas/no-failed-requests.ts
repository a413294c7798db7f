import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import type {Outcome} from '../../../history/tables.ts';
import {stageWindow} from '../../../history/windows.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {passesOnBusyHost} from '../busy-host.ts';
import {explain, type Explained} from './ending-cause.ts';
import {judgeNoneFailed} from './none-failed.ts';
import {noneStayed} from './none-stayed.ts';
import {controlWindow, effectsOf, type Effect} from '../../observed/faults/effects.ts';
import {isInReach} from '../../observed/account/attributions.ts';
import {burstsIn, type Burst} from '../../observed/account/bursts.ts';
import {type FaultRecord, isOrderly} from '../../observed/faults/faults.ts';
import type {Check, Finding} from '../../finding.ts';
import {onFaults} from '../../owed.ts';
import {addedIn, withAdded} from '../../observed/load/added.ts';
import {type Exposed, exposedIn} from '../../observed/load/exposure.ts';
import {wilson} from '../../observed/load/statistics.ts';
import {causesText, failuresByConnection, failuresText, trafficIn, type Traffic} from '../../observed/load/traffic.ts';
import {duration} from '../../../text/duration.ts';
import {capital} from '../../../text/units.ts';

const expected = 'No failed request while pods are replaced in an orderly way, and never all of them at once';
const shownBursts = 3;

/**
 * Does no request fail while pods end in good order (a roll-out, a drain, a deletion with grace)? If one does: in which
 * second, on which pod, and why.
 */
export const noFailedRequests: Check = passesOnBusyHost({
  about: 'subject',
  title: 'Does no request fail when pods are replaced in good order?',
  needs: ['load', 'host', 'steady', 'receipt', 'api'],
  owes: onFaults(isOrderly, 'no-failed-requests'),
  judge(history) {
    const control = controlWindow(history);
    if (control === undefined) return [];
    const before = trafficIn(history, [control]);
    const orderly = effectsOf(history).flatMap((effect) => {
      const {fault} = effect;
      return fault === undefined || !isOrderly(fault) ? [] : [{fault, effect, exposed: exposedIn(history, effect)}];
    });
    const kinds = Map.groupBy(orderly, ({fault}) => kindOf(fault));
    return orderly.flatMap((one) => {
      const together = (kinds.get(kindOf(one.fault)) ?? []).map(({exposed}) => exposed);
      return judgeEffect(history, {...one, together}, before).map((finding) =>
        finding.verdict === 'fail' ? finding : judgeStayed(history, one, finding),
      );
    });
  },
});

/** An orderly end of pods, and what it and all of its kind exposed. */
interface Orderly {
  readonly fault: FaultRecord;
  readonly effect: Effect;
  readonly exposed: Exposed;
  readonly together: readonly Exposed[];
}

/** Steps that do the same: what is lost in one of them is lost in each. */
function kindOf({what, options}: FaultRecord): string {
  return `${what} ${JSON.stringify(options)}`;
}

/** What is said of requests fails all the same where no replica stayed that could have answered them. */
function judgeStayed(history: History, {fault, effect}: Omit<Orderly, 'together'>, said: Finding): Finding {
  const none = noneStayed(history, fault, effect.windowMs);
  if (none === undefined) return said;
  const {because: _, ...common} = said;
  const {windowMs, cause, evidence} = none;
  const [from, to] = windowMs;
  const of = cause.of ?? said.of;
  return {
    ...common,
    verdict: 'fail',
    // Whoever ended them, no load and no busy machine did.
    needs: ['receipt', 'api'],
    ...(of === undefined ? {} : {of}),
    sentence: `${fault.step} left no replica ready for ${duration(to - from)}, and only what was being ended could answer${of === undefined ? '' : `. ${nameOf(of)}`}: ${cause.why}`,
    details: [...(said.details ?? []), said.sentence],
    windowMs,
    seenIn: [windowMs],
    evidence: [...said.evidence, ...evidence],
    margin: {value: -(to - from) / 1000, unit: 's without a ready replica'},
    ...(cause.fix === undefined ? {} : {fix: cause.fix}),
  };
}

function judgeEffect(
  history: History,
  {fault, effect, exposed, together}: Orderly,
  before: Traffic,
): readonly Finding[] {
  const {windowMs, windows} = effect;
  const whole = withAdded(history);
  const during = trafficIn(whole, windows);
  const added = addedIn(history, windows);
  const entry = factsOf(history).deploy?.entry.workload;
  const common = {
    check: 'no-failed-requests',
    step: fault.step,
    ...(fault.effect?.pace === 'at-once' ? {truth: {state: 'sigterm', probe: 'readiness'} as const} : {}),
    ...(entry === undefined ? {} : {of: {kind: entry.kind, name: entry.name}}),
    expected,
    observed: `${failuresText(during)}; control: ${before.failed} of ${before.sent}`,
    details: [
      ...failuresByConnection(during),
      ...(added.requests + added.alone === 0
        ? []
        : [`Beside the load: ${added.requests} requests and ${added.alone} connections without one`]),
    ],
    windowMs,
    seenIn: windows,
    evidence: fault.evidence,
    margin: {value: -during.failed, unit: 'failed requests'},
  } as const;
  const passed = judgeNoneFailed(
    {
      step: fault.step,
      requests: during.sent - added.alone,
      alone: added.alone,
      hasStrays: during.failed > 0,
      exposed,
      together,
    },
    common,
  );
  // That nothing failed needs no control stage to be compared with.
  if (during.failed === 0) return [{...passed, needs: ['load', 'host', 'receipt', 'api']}];
  if (before.failed > 0 && wilson(during.failed, during.sent)[0] <= wilson(before.failed, before.sent)[1]) {
    const sentence = `Requests failed without a fault too (control: ${failuresText(before)}): those during ${fault.step} cannot be told from them`;
    return [{...common, verdict: 'inconclusive', because: 'not-steady', sentence}];
  }
  const all = burstsIn(whole, windows).map((burst) => explain(history, fault, burst));
  const told = all.filter(({attribution}) => isInReach(attribution));
  const strays = all.filter(({attribution}) => !isInReach(attribution)).map(({attribution: {burst}}) => burst);
  const far =
    strays.length === 0
      ? []
      : [`${failuresText(summed(strays, during))} while nothing came or went, and are not charged to ${fault.step}`];
  const details = [...common.details, ...far];
  if (told.length === 0) {
    const objective = factsOf(history).trial?.subject.slo.availability ?? 1;
    if (wilson(during.failed, during.sent)[0] <= 1 - objective) return [{...passed, details}];
    const sentence = `During ${fault.step} ${failuresText(during)} while nothing came or went and no replica was missing: what made them fail is not known`;
    return [{...common, details, verdict: 'inconclusive', because: 'foreign-change', sentence}];
  }
  const bursts = told.map(({attribution: {burst}}) => burst);
  const charged = summed(bursts, during);
  const [one] = told;
  if (one?.cause.of !== undefined && isCrossingAlone(told)) {
    const {of: server, why} = one.cause;
    const sentence = `During ${fault.step} ${failuresText(charged)} as ${nameOf(server)} closed kept connections: not more than pods ended, and a client that asks again does not notice`;
    return [
      {...common, details: [...details, capital(why)], verdict: 'inconclusive', because: 'too-few-samples', sentence},
    ];
  }
  const lines = told
    .slice(0, shownBursts)
    .flatMap(({attribution: {burst}, around}) => [`${whenOf(history, fault, burst)}: ${causesText(burst)}`, ...around]);
  const more = bursts.length > shownBursts ? [`And ${bursts.length - shownBursts} times more`] : [];
  // The first burst that names what to change is the one to look at.
  const named =
    told.find(({cause}) => cause.fix !== undefined) ?? told.find(({cause}) => cause.of !== undefined) ?? told[0];
  const of = named?.cause.of ?? common.of;
  return [
    {
      ...common,
      ...(of === undefined ? {} : {of}),
      verdict: 'fail',
      sentence: `During ${fault.step} ${failuresText(charged)}${of === undefined ? '' : `. ${nameOf(of)}`}: ${named?.cause.why ?? 'why is not known'}`,
      details: [...details, ...lines, ...more],
      windowMs: [bursts[0]?.windowMs[0] ?? windowMs[0], bursts.at(-1)?.windowMs[1] ?? windowMs[1]],
      seenIn: bursts.map((burst) => burst.windowMs),
      evidence: [...fault.evidence, ...told.flatMap(({evidence}) => evidence)],
      margin: {value: -charged.failed, unit: 'failed requests'},
      ...(named?.cause.fix === undefined ? {} : {fix: named.cause.fix}),
      ...(told.some(({cause}) => cause.isCertain) ? {needs: ['load', 'steady', 'receipt', 'api'] as const} : {}),
    },
  ];
}

/**
 * Whether all that failed crossed the end of a kept connection, and not more than one did for each pod that ended: what
 * HTTP lets happen to any server that closes, and lets clients repeat (RFC 9112, 9.3.1).
 */
function isCrossingAlone(told: readonly Explained[]): boolean {
  const bursts = told.map(({attribution}) => attribution.burst);
  const ended = told.flatMap(({attribution}) => attribution.around.filter(({what}) => what === 'ending'));
  const pods = new Set(ended.map(({replica}) => replica.uid)).size;
  return (
    told.every(({cause}) => cause.isCrossing === true) &&
    bursts.every(({crossed, failed}) => crossed === failed) &&
    bursts.reduce((sum, {failed}) => sum + failed, 0) <= pods
  );
}

/** What some bursts lost together, of all that was sent. */
function summed(bursts: readonly Burst[], {sent}: Traffic): Pick<Traffic, 'failed' | 'sent' | 'byOutcome'> {
  const byOutcome: Partial<Record<Outcome, number>> = {};
  for (const burst of bursts)
    for (const [how, number] of Object.entries(burst.byOutcome) as readonly [Outcome, number][])
      byOutcome[how] = (byOutcome[how] ?? 0) + number;
  return {sent, failed: bursts.reduce((sum, {failed}) => sum + failed, 0), byOutcome};
}

/** `12.3 s into stage fault`. */
function whenOf(history: History, {stage}: FaultRecord, {windowMs: [from]}: Burst): string {
  const begunMs = stageWindow(history, stage)?.[0];
  return begunMs === undefined ? `At ${duration(from)}` : `${duration(from - begunMs)} into stage ${stage}`;
}
