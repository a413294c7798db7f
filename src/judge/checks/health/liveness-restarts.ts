import {answerOf} from '../../../forecast/answer.ts';
import {type Prediction, predictionText, unknown} from '../../../forecast/prediction.ts';
import {restartedByLiveness} from '../../../forecast/restarts.ts';
import type {History} from '../../../history/history.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {probeOf} from '../../../kubernetes/probes.ts';
import {duration} from '../../../text/duration.ts';
import {count} from '../../../text/units.ts';
import {passesOnBusyHost} from '../busy-host.ts';
import type {Check, Finding} from '../../finding.ts';
import {onFaults} from '../../owed.ts';
import {endingBefore, whoEnded} from '../../observed/account/endings.ts';
import {type Paused, pausedOf} from '../../observed/faults/paused.ts';
import {slackMs} from '../../observed/slack.ts';
import {expectedText, predictedOf} from '../../predicted/forecast.ts';
import {containerAt} from '../../predicted/time-line.ts';
import {undecidedOf} from '../../predicted/undecided.ts';
import {livenessThatActs} from './probe-fixes.ts';
import {probeTimes} from './probe-times.ts';

/** Does liveness restart a container that hangs, within the time that its probe and its grace say? */
export const livenessRestarts: Check = passesOnBusyHost({
  about: 'subject',
  title: 'Does liveness restart a container that hangs, in time?',
  needs: ['api', 'receipt'],
  owes: onFaults(({effect}) => effect?.takes === 'answers', 'liveness-restarts'),
  judge: (history) => pausedOf(history).map((one) => judgePaused(history, one)),
});

function judgePaused(history: History, paused: Paused): Finding {
  const {container, of, victim, fault, windowMs, restart, timedOut, isPartly} = paused;
  const prediction = restartTime(history, paused);
  const slack = slackMs(history, windowMs);
  const watchedMs = windowMs[1] - windowMs[0];
  const measuredMs = restart === undefined ? undefined : restart.tMs - windowMs[0];
  const ending = restart === undefined ? undefined : endingBefore(history, idOf(paused), restart.tMs);
  const common = {
    check: 'liveness-restarts',
    step: fault.step,
    of,
    truth: {state: 'paused', probe: 'liveness'} as const,
    expected: prediction.is === 'within' ? `Restarted after ${expectedText(prediction, slack)}` : 'Restarted in time',
    observed: `${measuredMs === undefined ? `No restart within ${duration(watchedMs)}` : `Restarted after ${duration(measuredMs)}`} (${probeTimes(history, paused) || 'nothing happened'})`,
    origin: 'predicted from the configuration',
    ...predictedOf(prediction),
    ...(measuredMs === undefined ? {} : {measuredMs}),
    windowMs,
    evidence: [...fault.evidence, ...(restart === undefined ? [] : [restart.seq]), ...(ending?.evidence ?? [])],
  };
  const who = `${victim.name}, container ${container.name}`;
  if (isPartly) {
    const sentence = `PID 1 of ${who} alone was paused for ${duration(watchedMs)} and its other processes went on answering: ${measuredMs === undefined ? 'nobody restarted it, and no probe could know' : `it was restarted after ${duration(measuredMs)}`}`;
    // It asks of a container that hangs, and this one goes on.
    return {...common, verdict: 'pass', uncounted: 'not-applicable', sentence};
  }
  const isAnothers = ending !== undefined && ending.by !== 'liveness' && ending.by !== 'unknown';
  const answer = answerOf(prediction, {untilMs: watchedMs, seenMs: measuredMs, isAnothers}, slack);
  const says = probeOf(container, 'livenessProbe')?.says;
  if (answer === 'early' && ending?.by === 'liveness') {
    // Whatever was predicted, the kubelet says that its probe failed.
    const sentence = `${who} hung, and liveness (${says}) restarted it after ${duration(measuredMs ?? 0)}, as its kubelet says; ${count(timedOut, 'request')} timed out`;
    return {...common, verdict: 'pass', sentence};
  }
  if (answer === 'early') {
    const against = isAnothers
      ? ''
      : prediction.is === 'never'
        ? ', although no probe of it can notice a pause'
        : `, sooner than predicted (${predictionText(prediction)})`;
    const sentence = `${who} was restarted after ${duration(measuredMs ?? 0)}${against}: ${ending === undefined ? 'something else did it' : `it was ended by ${whoEnded(ending)}`}`;
    return {...common, verdict: 'inconclusive', because: 'foreign-change', sentence};
  }
  if (answer === 'unknown' || answer === 'not watched long enough') {
    const {because, why} = undecidedOf(history, prediction, watchedMs, slack);
    const sentence = `Whether liveness restarts ${who}, when it hangs was not seen: ${why}`;
    return {...common, verdict: 'inconclusive', because, sentence};
  }
  if (measuredMs === undefined) {
    const suffering = `${who}, was paused for ${duration(watchedMs)}, ${count(timedOut, 'request')} timed out, no restart`;
    return {
      ...common,
      verdict: 'fail',
      sentence: `${nameOf(of)}: ${whyNot(paused, prediction)}: ${suffering}`,
      margin: {value: -timedOut, unit: 'requests timed out'},
      ...livenessThatActs(history, of),
    };
  }
  const latestMs = (prediction.is === 'within' ? prediction.ms[1] : 0) + slack;
  const isLate = answer === 'late';
  return {
    ...common,
    verdict: isLate ? 'fail' : 'pass',
    sentence: `${who} hung, and liveness (${says}) restarted it after ${duration(measuredMs)}${isLate ? ', later than' : ''} (predicted ${predictionText(prediction)}); ${count(timedOut, 'request')} timed out`,
    margin: {value: (latestMs - measuredMs) / latestMs, unit: 'of the predicted time'},
    needs: ['api', 'receipt', 'host'],
  };
}

function idOf({victim, container}: Paused): {readonly uid: string; readonly container: string} {
  return {uid: victim.uid, container: container.name};
}

/** Why nobody restarted it, although it was watched long enough, or although nothing ever would. */
function whyNot({container}: Paused, prediction: Prediction): string {
  if (prediction.is === 'never') return prediction.why;
  const probe = probeOf(container, 'livenessProbe');
  return probe?.how === 'exec'
    ? `liveness (${probe.says}) succeeds whatever the application does`
    : `liveness (${probe?.says}) did not act`;
}

function restartTime(history: History, {replica, container, windowMs: [fromMs]}: Paused): Prediction {
  const running = containerAt(history, replica, container.name, fromMs);
  return running === undefined ? unknown(`container ${container.name}`) : restartedByLiveness(running, fromMs);
}
