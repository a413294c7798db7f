import {type Answer, answerOf} from '../../../forecast/answer.ts';
import {type Prediction, predictionText, unknown} from '../../../forecast/prediction.ts';
import {readinessRemoves as removed} from '../../../forecast/probes.ts';
import type {History} from '../../../history/history.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {probeOf} from '../../../kubernetes/probes.ts';
import {duration} from '../../../text/duration.ts';
import {count} from '../../../text/units.ts';
import {passesOnBusyHost} from '../busy-host.ts';
import type {Check, Finding} from '../../finding.ts';
import {onFaults} from '../../owed.ts';
import {byReadiness} from '../../fixes/services.ts';
import {type Departure, departureIn, whatTook} from '../../observed/account/departures.ts';
import type {Ending} from '../../observed/account/endings.ts';
import {type Paused, pausedOf} from '../../observed/faults/paused.ts';
import {servedAt, servedPods} from '../../observed/pods/endpoints.ts';
import {publisherOf} from '../../observed/pods/senders.ts';
import {readinessThatRemoves} from './probe-fixes.ts';
import {slackMs} from '../../observed/slack.ts';
import {expectedText, predictedOf} from '../../predicted/forecast.ts';
import {containerAt} from '../../predicted/time-line.ts';
import {undecidedOf} from '../../predicted/undecided.ts';
import {isBesideServices, losesRequests, publishesText} from './sent-unready.ts';

/** Does readiness take a pod that hangs out of the services, in time and before liveness restarts it? */
export const readinessRemoves: Check = passesOnBusyHost({
  about: 'subject',
  title: 'Does readiness take a pod that hangs out of the services, before it is restarted?',
  needs: ['api', 'receipt'],
  owes: onFaults(({effect}) => effect?.takes === 'answers', 'readiness-removes'),
  judge: (history) => pausedOf(history).map((one) => notAsked(history, one) ?? judgePaused(history, one)),
});

/**
 * Why readiness was not asked: its processes went on answering in part, no service sends its pod requests, or none sends
 * them to this container, and none failed for it.
 */
function notAsked(history: History, paused: Paused): Finding | undefined {
  const {fault, of, victim, container, pod, windowMs, isPartly} = paused;
  const isServed = servedAt(servedPods(history), windowMs[0])?.ready.has(victim.uid);
  const isBeside = isBesideServices(history, pod, container) && !losesRequests(history, windowMs);
  if (!isPartly && isServed === true && !isBeside) return undefined;
  const sentence = isPartly
    ? `PID 1 of ${victim.name} alone was paused and its other processes went on answering: no probe could know`
    : isServed === true
      ? `${victim.name}, container ${container.name} hung, and no request failed for it: no Service sends it any`
      : `${victim.name} is in no service, so readiness has nothing to take it out of`;
  return {
    check: 'readiness-removes',
    step: fault.step,
    of,
    truth: {state: 'paused', probe: 'readiness'},
    verdict: 'pass',
    uncounted: 'not-applicable',
    sentence,
    expected: 'Out of the services before the restart',
    observed: 'Not asked',
    windowMs,
    evidence: fault.evidence,
  };
}

function judgePaused(history: History, paused: Paused): Finding {
  const {container, of, victim, fault, windowMs, restart, timedOut} = paused;
  const [fromMs, untilMs] = windowMs;
  const gone = departureIn(history, victim.uid, windowMs);
  const prediction = removalTime(history, paused);
  const measuredMs = gone === undefined ? undefined : gone.tMs - fromMs;
  const slack = slackMs(history, windowMs);
  const restartMs = restart === undefined ? undefined : restart.tMs - fromMs;
  const common = {
    check: 'readiness-removes',
    step: fault.step,
    of,
    truth: {state: 'paused', probe: 'readiness'} as const,
    expected: `Out of the services ${prediction.is === 'within' ? `after ${expectedText(prediction, slack)}` : 'in time'}, before the restart`,
    observed:
      measuredMs === undefined
        ? `Sent requests for all of ${duration(untilMs - fromMs)}`
        : `Out of the services after ${duration(measuredMs)}`,
    origin: 'predicted from the configuration',
    ...predictedOf(prediction),
    ...(measuredMs === undefined ? {} : {measuredMs}),
    windowMs,
    evidence: [...fault.evidence, ...(gone === undefined ? [] : [gone.seq])],
  };
  const who = `${victim.name}, container ${container.name}`;
  const servedMs = (gone?.tMs ?? untilMs) - fromMs;
  const byTime = answerOf(prediction, {untilMs: untilMs - fromMs, seenMs: measuredMs}, slack);
  const isByDeath = gone !== undefined && isByEnd(gone, restart?.tMs, byTime);
  const publisher = publisherOf(history, victim.uid);
  const fail = (cause: string): Finding => {
    const why = publisher === undefined ? cause : publishesText(publisher);
    const sentence = `${nameOf(of)}: ${why}: ${who}, hung and was sent requests for ${duration(servedMs)}${isByDeath ? ', until it was killed' : ''}; ${count(timedOut, 'request')} timed out`;
    const margin = {value: -timedOut, unit: 'requests timed out'};
    const fixed = publisher === undefined ? readinessThatRemoves(history, of) : byReadiness(history, publisher);
    return {...common, verdict: 'fail', sentence, margin, ...fixed};
  };
  const undecided = (): Finding => {
    const {because, why} = undecidedOf(history, prediction, untilMs - fromMs, slack);
    const sentence = `Whether readiness takes ${who}, out of the services when it hangs was not seen: ${why}`;
    return {...common, verdict: 'inconclusive', because, sentence};
  };
  const foreign = (departure: Departure, against: string): Finding => {
    const sentence = `${who} left the services after ${duration(servedMs)} by ${whatTook(departure)}${against}`;
    return {...common, verdict: 'inconclusive', because: 'foreign-change', sentence};
  };
  if (publisher !== undefined && (gone === undefined || isByDeath)) return fail(publishesText(publisher));
  if (gone?.by === 'pod-end' || gone?.by === 'node') return foreign(gone, ', before readiness did');
  if (prediction.is === 'never')
    return gone === undefined || isByDeath ? fail(prediction.why) : foreign(gone, `, although ${prediction.why}`);
  if (prediction.is === 'unknown') return undecided();
  const latestMs = prediction.ms[1] + slack;
  if (gone?.by === 'ending' && isAnothers(gone.ending) && servedMs < latestMs)
    return foreign(gone, ', before its readiness had to act');
  const says = probeOf(container, 'readinessProbe')?.says;
  if (isByDeath || (measuredMs === undefined && restartMs !== undefined)) {
    const isSlower = (restartMs ?? servedMs) < latestMs;
    return fail(
      isSlower
        ? `readiness (${says}, ${predictionText(prediction)}) is slower than what restarted it after ${duration(restartMs ?? servedMs)}`
        : `readiness (${says}) did not act`,
    );
  }
  if (byTime === 'not watched long enough') return undecided();
  if (gone === undefined || measuredMs === undefined) return fail(`readiness (${says}) did not act`);
  if (byTime === 'early') return foreign(gone, `, sooner than that can act (${predictionText(prediction)})`);
  const isLate = byTime === 'late';
  return {
    ...common,
    verdict: isLate ? 'fail' : 'pass',
    sentence: `${who} hung, and readiness (${says}) took it out of the services after ${duration(measuredMs)}${isLate ? ', later than' : ''} (predicted ${predictionText(prediction)})`,
    margin: {value: (latestMs - measuredMs) / latestMs, unit: 'of the predicted time'},
    needs: ['api', 'receipt', 'host'],
  };
}

/** The API may tell of a restart so much later than of what it did to the services, ms. */
const apartMs = 3000;

/**
 * Whether a pod left the services with the end of its container; where nobody says why it left, whether it did so as
 * that was restarted, and not when readiness would have.
 */
function isByEnd(gone: Departure, restartedMs: number | undefined, byTime: Answer): boolean {
  if (gone.by !== 'unknown') return gone.by === 'ending';
  if (restartedMs === undefined || gone.tMs <= restartedMs - apartMs) return false;
  return gone.tMs >= restartedMs || byTime !== 'in time';
}

/** Whether it is known that neither liveness nor anything that may have been liveness ended a container. */
function isAnothers({by}: Ending): boolean {
  return by !== 'liveness' && by !== 'unknown';
}

function removalTime(history: History, {replica, container, windowMs: [fromMs]}: Paused): Prediction {
  const running = containerAt(history, replica, container.name, fromMs);
  return running === undefined ? unknown(`container ${container.name}`) : removed(running, 'paused', fromMs);
}
