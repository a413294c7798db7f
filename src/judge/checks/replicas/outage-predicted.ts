import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import type {Window} from '../../../history/windows.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {capital, percent} from '../../../text/units.ts';
import type {Check, Finding} from '../../finding.ts';
import {oneLess} from '../../fixes/rollout.ts';
import {affectedBy} from '../../observed/faults/affected.ts';
import {controlWindow, type Effect, effectsOf} from '../../observed/faults/effects.ts';
import {type FaultRecord, faultsOf, isOrderly} from '../../observed/faults/faults.ts';
import {ratio} from '../../observed/load/statistics.ts';
import {
  excessFailures,
  failuresByConnection,
  failuresText,
  isMoreThanChance,
  secondsOf,
  trafficIn,
} from '../../observed/load/traffic.ts';
import {evictionsOf} from '../../observed/pods/evictions.ts';
import {slackMs} from '../../observed/slack.ts';
import {endpointChanged} from '../../../forecast/endpoints.ts';
import {intervalText} from '../../../forecast/interval.ts';
import {notReady} from '../../../forecast/nodes.ts';
import {type Prediction, upperEnd, within} from '../../../forecast/prediction.ts';
import {containerEnded} from '../../../forecast/restarts.ts';
import {type Forecast, judgeForecast} from '../../predicted/forecast.ts';
import {containerForecasts} from '../../predicted/outage/container.ts';
import {gradualForecasts} from '../../predicted/outage/gradual.ts';
import {nodeForecasts} from '../../predicted/outage/node.ts';
import {podForecasts} from '../../predicted/outage/pod.ts';
import {passesOnBusyHost} from '../busy-host.ts';
import {duration} from '../../../text/duration.ts';

interface Predicted {
  readonly forecasts: (history: History, fault: FaultRecord, effect: Effect) => readonly Forecast[];
  /** When the lost pods get no requests any more; undefined: they serve until then, and nothing is lost. */
  readonly gone: (timings: Readonly<Record<string, number>>) => Prediction | undefined;
}

/** What the configuration predicts of a fault; undefined: nothing. */
function predictionOf(fault: FaultRecord): Predicted | undefined {
  const {effect} = fault;
  switch (effect?.takes) {
    case 'container':
      return {forecasts: containerForecasts, gone: () => endpointChanged(containerEnded)};
    case 'nodes':
      return {forecasts: nodeForecasts, gone: (timings) => endpointChanged(notReady(timings))};
    case 'kubelet':
      // Its pods go on serving: only the control plane misses it.
      return {forecasts: nodeForecasts, gone: () => undefined};
    case 'pods':
      return {
        forecasts: effect.pace === 'gradual' ? gradualForecasts : podForecasts,
        // Pods that end in good order leave the services before: nothing is lost.
        gone: () => (isOrderly(fault) ? undefined : endpointChanged(within(0, 0))),
      };
    default:
      return undefined;
  }
}

/** What must be said of a fault; that services stop sending, or that a node's pods are replaced, need not be seen. */
function partsOf(history: History, fault: FaultRecord): readonly string[] {
  const {effect, step} = fault;
  switch (effect?.takes) {
    case 'container':
      return ['loss', 'restarted'];
    case 'nodes':
    case 'kubelet':
      return ['loss', 'not-ready'];
    case 'pods': {
      const goes = effect.by === 'deletion' || effect.by === 'rollout';
      // Evictions that a budget refuses from the first one on take nobody.
      return goes || evictionsOf(history, step).some(({meaning}) => meaning === 'evicted')
        ? ['loss', 'replaced']
        : ['loss'];
    }
    default:
      return [];
  }
}

/**
 * Do detection, removal from the services and replacement come when the configuration says, and does the outage stay
 * below what follows from it?
 */
export const outagePredicted: Check = passesOnBusyHost({
  about: 'subject',
  title: 'Is the outage no longer than the configuration predicts?',
  needs: ['load', 'host', 'steady', 'api', 'receipt'],
  owes: (history) =>
    factsOf(history).plan === undefined
      ? undefined
      : faultsOf(history).flatMap((fault) =>
          partsOf(history, fault).map((part) => ({check: `outage-predicted/${part}`, step: fault.step, of: undefined})),
        ),
  judge(history) {
    const control = controlWindow(history);
    return effectsOf(history).flatMap((effect) => {
      const {fault, windowMs} = effect;
      const predicted = fault === undefined ? undefined : predictionOf(fault);
      if (fault === undefined || predicted === undefined) return [];
      const needs = ['host', 'api', 'receipt'] as const;
      const times = predicted.forecasts(history, fault, effect).map((one): Finding => {
        const finding = {needs, ...judgeForecast(history, fault.step, windowMs, one)};
        const lacksPlace = finding.verdict === 'fail' && one.stuck?.lacksPlace === true;
        return lacksPlace ? {...finding, ...oneLess(history, one.of)} : finding;
      });
      return control === undefined ? times : [...times, judgeLoss(history, fault, effect, control, predicted)];
    });
  },
});

/**
 * What was lost until the fault was taken back, in ms of full outage, against the share of requests that meet a lost
 * pod × the time until it is out of the services. The slack is of that time, so it explains no more than that share of
 * it; of pods that serve until they are out it explains nothing.
 */
function judgeLoss(
  history: History,
  fault: FaultRecord,
  {windowMs, windows}: Effect,
  control: Window,
  {gone}: Predicted,
): Finding {
  const {lost, requestShare, undeclared} = affectedBy(history, fault);
  const [least, most] = requestShare;
  const isNode = fault.victims.some(({kind}) => kind === 'node');
  const acting = isNode ? [[windowMs[0], Math.min(windowMs[1], fault.undoingMs ?? windowMs[1])] as const] : windows;
  const [during, before] = [trafficIn(history, acting), trafficIn(history, [control])];
  const out = gone(factsOf(history).cluster?.timings ?? {});
  const goneMs = out === undefined ? 0 : (upperEnd(out) ?? 0);
  const slack = out === undefined ? 0 : slackMs(history, windowMs);
  const predictedMs = [0, least * goneMs] as const;
  const latestMs = least * (goneMs + slack);
  const lostShare = ratio(excessFailures(during, before), during.sent);
  const lostMs = (lostShare ?? 0) * secondsOf(acting) * 1000;
  const share = `${percent(least)} of requests meet ${lost.map(({name}) => name).join(', ') || 'no pod that was lost'}`;
  const why = `${share}, ${out === undefined ? 'which serve until others do' : `which leave the services within ${duration(goneMs)}`}`;
  const common = {
    check: 'outage-predicted/loss',
    step: fault.step,
    of: factsOf(history).deploy?.entry.workload ?? {kind: 'Deployment', name: 'unknown'},
    expected: `${intervalText(predictedMs)} of full outage (predicted)${latestMs === 0 ? '' : `; ${duration(latestMs)} when the services are ${duration(slack)} late`}`,
    observed: `${duration(lostMs)}: ${failuresText(during)}`,
    origin: 'predicted from the configuration',
    predictedMs,
    details: [capital(why), ...failuresByConnection(during)],
    windowMs,
    seenIn: acting,
    evidence: fault.evidence,
  };
  if (lostShare === undefined) {
    const sentence = `No request ended while ${fault.step} lasted`;
    return {...common, verdict: 'inconclusive', because: 'too-few-samples', sentence, observed: 'Nothing'};
  }
  const bound = Math.max(latestMs, 1);
  const margin = {value: (latestMs - lostMs) / bound, unit: 'of the predicted outage'};
  const said = `${duration(lostMs)} of full outage, predicted ${intervalText(predictedMs)}`;
  const judged = {...common, margin, measuredMs: lostMs};
  if (lostMs > latestMs && lostMs <= most * (goneMs + slack) && isMoreThanChance(during, before)) {
    const others = undeclared.map(nameOf).join(', ');
    const sentence = `${fault.step} cost ${said} when no request meets ${others}, and up to ${duration(most * goneMs)} when each does: declare in \`dependencies\` whether the entry needs ${undeclared.length === 1 ? 'it' : 'them'}`;
    return {...judged, verdict: 'inconclusive', because: 'undeclared-dependency', sentence};
  }
  if (lostMs > latestMs && isMoreThanChance(during, before)) {
    const sentence = `${fault.step} cost more than predicted: ${said}; ${failuresText(during)}`;
    return {...judged, verdict: 'fail', sentence};
  }
  const explained =
    lostMs > latestMs
      ? `; ${failuresText(during)}, and as many may fail by chance without a fault (control: ${before.failed} of ${before.sent})`
      : lostMs > predictedMs[1]
        ? `; services that act ${duration(slack)} late explain up to ${duration(latestMs)}`
        : '';
  // What stays below the prediction without a comparison needs none.
  const isAbsolute = (during.failed / during.sent) * secondsOf(acting) * 1000 <= predictedMs[1];
  const needs = isAbsolute ? {needs: ['load', 'host', 'api', 'receipt'] as const} : {};
  return {...judged, ...needs, verdict: 'pass', sentence: `${fault.step} cost ${said}${explained}`};
}
