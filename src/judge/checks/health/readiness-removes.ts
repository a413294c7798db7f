import {answerOf} from '../../../forecast/answer.ts';
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
import {type Paused, pausedOf} from '../../observed/faults/paused.ts';
import {endpointsGone, servedAt, servedPods} from '../../observed/pods/endpoints.ts';
import {publisherOf} from '../../observed/pods/senders.ts';
import {readinessThatRemoves} from './probe-fixes.ts';
import {slackMs} from '../../observed/slack.ts';
import {expectedText, predictedOf} from '../../predicted/forecast.ts';
import {containerAt} from '../../predicted/time-line.ts';
import {undecidedOf} from '../../predicted/undecided.ts';

/** Does readiness take a pod that hangs out of the services, in time and before liveness restarts it? */
export const readinessRemoves: Check = passesOnBusyHost({
  about: 'subject',
  title: 'Does readiness take a pod that hangs out of the services, before it is restarted?',
  needs: ['api', 'receipt'],
  owes: onFaults(({effect}) => effect?.takes === 'answers', 'readiness-removes'),
  judge: (history) => pausedOf(history).flatMap((one) => notAsked(history, one) ?? judgePaused(history, one)),
});

/** A container that was killed leaves the services by itself; the API may tell of its restart so much later, ms. */
const killedMs = 3000;

/** Why readiness was not asked: its processes went on answering in part, or no service sends it requests. */
function notAsked(history: History, {fault, of, victim, windowMs, isPartly}: Paused): Finding | undefined {
  const isServed = servedAt(servedPods(history), windowMs[0])?.ready.has(victim.uid);
  if (!isPartly && isServed === true) return undefined;
  const sentence = isPartly
    ? `PID 1 of ${victim.name} alone was paused and its other processes went on answering: no probe could know`
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

function judgePaused(history: History, paused: Paused): readonly Finding[] {
  const {container, of, victim, fault, windowMs, restart, timedOut} = paused;
  const served = servedPods(history);
  const [fromMs, untilMs] = windowMs;
  const gone = endpointsGone(served, [victim.uid], fromMs, untilMs);
  const prediction = removalTime(history, paused);
  const measuredMs = gone === undefined ? undefined : gone.tMs - fromMs;
  const slack = slackMs(history, windowMs);
  const restartMs = restart === undefined ? undefined : restart.tMs - fromMs;
  // With its death it leaves by itself: from then on nothing of readiness can be seen.
  const mayBeByDeath = measuredMs !== undefined && restartMs !== undefined && measuredMs > restartMs - killedMs;
  const byTime = answerOf(prediction, {untilMs: untilMs - fromMs, seenMs: measuredMs}, slack);
  const isByDeath = mayBeByDeath && (measuredMs >= restartMs || byTime !== 'in time');
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
  const publisher = publisherOf(history, victim.uid);
  const fail = (cause: string): Finding => {
    const why = publisher === undefined ? cause : `${nameOf(publisher)} sends requests to pods that are not ready`;
    const servedMs = (gone?.tMs ?? untilMs) - fromMs;
    const sentence = `${nameOf(of)}: ${why}: ${who}, hung and was sent requests for ${duration(servedMs)}${isByDeath ? ', until it was killed' : ''}; ${count(timedOut, 'request')} timed out`;
    const margin = {value: -timedOut, unit: 'requests timed out'};
    const fixed = publisher === undefined ? readinessThatRemoves(history, of) : byReadiness(history, publisher);
    return {...common, verdict: 'fail', sentence, margin, ...fixed};
  };
  if (prediction.is === 'never') {
    if (measuredMs === undefined || isByDeath) return [fail(prediction.why)];
    const sentence = `${who} left the services after ${duration(measuredMs)}, although ${prediction.why}: something else did it`;
    return [{...common, verdict: 'inconclusive', because: 'foreign-change', sentence}];
  }
  if (byTime === 'unknown') {
    const {because, why} = undecidedOf(history, prediction, untilMs - fromMs, slack);
    const sentence = `Whether readiness takes ${who}, out of the services when it hangs was not seen: ${why}`;
    return [{...common, verdict: 'inconclusive', because, sentence}];
  }
  const says = probeOf(container, 'readinessProbe')?.says;
  if (isByDeath || (measuredMs === undefined && restartMs !== undefined)) {
    const isSlower = prediction.is === 'within' && (restartMs ?? 0) < prediction.ms[1] + slack;
    return [
      fail(
        isSlower
          ? `readiness (${says}, ${predictionText(prediction)}) is slower than what restarted it after ${duration(restartMs ?? 0)}`
          : `readiness (${says}) did not act`,
      ),
    ];
  }
  switch (byTime) {
    case 'not watched long enough': {
      const {because, why} = undecidedOf(history, prediction, untilMs - fromMs, slack);
      const sentence = `Whether readiness takes ${who}, out of the services when it hangs was not seen: ${why}`;
      return [{...common, verdict: 'inconclusive', because, sentence}];
    }
    case 'early': {
      const sentence = `${who} left the services after ${duration(measuredMs ?? 0)}, sooner than its readiness can act (${predictionText(prediction)}): something else did it`;
      return [{...common, verdict: 'inconclusive', because: 'foreign-change', sentence}];
    }
    case 'late':
    case 'in time': {
      if (measuredMs === undefined) return [fail(`readiness (${says}) did not act`)];
      const latestMs = (prediction.is === 'within' ? prediction.ms[1] : 0) + slack;
      const isLate = byTime === 'late';
      return [
        {
          ...common,
          verdict: isLate ? 'fail' : 'pass',
          sentence: `${who} hung, and readiness (${says}) took it out of the services after ${duration(measuredMs)}${isLate ? ', later than' : ''} (predicted ${predictionText(prediction)})`,
          margin: {value: (latestMs - measuredMs) / latestMs, unit: 'of the predicted time'},
          needs: ['api', 'receipt', 'host'],
        },
      ];
    }
  }
}

function removalTime(history: History, {replica, container, windowMs: [fromMs]}: Paused): Prediction {
  const running = containerAt(history, replica, container.name, fromMs);
  return running === undefined ? unknown(`container ${container.name}`) : removed(running, 'paused', fromMs);
}
