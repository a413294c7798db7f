import {answerOf} from '../../../forecast/answer.ts';
import {predictionText, unknown} from '../../../forecast/prediction.ts';
import {restarted} from '../../../forecast/restarts.ts';
import type {History} from '../../../history/history.ts';
import type {Victim} from '../../../history/records/faults.ts';
import {oomKills} from '../../../history/records/oom-kills.ts';
import type {Window} from '../../../history/windows.ts';
import {isReady} from '../../../kubernetes/containers.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import type {Finding} from '../../finding.ts';
import {type FaultRecord, isOwnKill} from '../../observed/faults/faults.ts';
import type {Reading, Replica} from '../../observed/pods/replicas.ts';
import {slackMs} from '../../observed/slack.ts';
import {expectedText, predictedOf} from '../../predicted/forecast.ts';
import {containerAt} from '../../predicted/time-line.ts';
import {undecidedOf} from '../../predicted/undecided.ts';
import {containerStartOf} from '../../predicted/usual-start.ts';
import {duration} from '../../../text/duration.ts';

/**
 * Does the killed container come back, and serve again within the predicted time? The kill itself is the kernel's to
 * tell. A status that says something else than OOMKilled is told, never a failure of the subject: no manifest decides
 * it. The container runtime names the reason when its OOM event comes before the exit, and containerd promises no order
 * (containerd#8180, #8893, #12260; seen here too).
 */
export function judgeReturn(
  history: History,
  fault: FaultRecord,
  victim: Victim,
  replica: Replica,
  of: ObjectRef,
  windowMs: Window,
): Finding {
  const container = victim.container ?? '';
  const kill = oomKills(history).find((record) => isOwnKill(record, [fault]));
  const killedMs = kill?.tMs ?? windowMs[0];
  const running = containerAt(history, replica, container, windowMs[0]);
  const restartsBefore = running?.restarts ?? 0;
  const later = replica.readings.filter(({tMs}) => tMs >= windowMs[0]);
  const statusIn = (reading: Reading) => reading.statuses.find(({name}) => name === container);
  const ended = later.flatMap((reading) => {
    const status = statusIn(reading);
    const ending =
      status !== undefined && status.restartCount > restartsBefore ? status.lastTerminated : status?.terminated;
    return ending === undefined ? [] : [{reading, ending}];
  })[0];
  const back = later.find((reading) => {
    const status = statusIn(reading);
    return status !== undefined && status.restartCount > restartsBefore && status.ready && isReady(reading.pod);
  });
  const prediction =
    running === undefined
      ? unknown(`container ${container}`)
      : restarted(running, containerStartOf(replica, container));
  const slack = slackMs(history, windowMs);
  const common = {
    check: 'containment',
    step: fault.step,
    of,
    expected: `Restarted and ready: ${expectedText(prediction, slack)}`,
    ...predictedOf(prediction),
    evidence: [
      ...fault.evidence,
      ...(kill === undefined ? [] : [kill.seq]),
      ...[ended?.reading, back].flatMap((reading) => (reading === undefined ? [] : [reading.seq])),
    ],
    windowMs,
  };
  if (ended === undefined) {
    const last = later.at(-1);
    const needs = ['receipt', 'api', 'host'] as const;
    if (last !== undefined && !isReady(last.pod)) {
      const sentence = `A process of ${nameOf(of)} was OOM-killed, its container lives on, and its pod was not ready at the end`;
      return {...common, needs, verdict: 'fail', sentence, observed: 'Worker killed, pod unready'};
    }
    const sentence = `A runaway in ${nameOf(of)} is contained (the cause was ours): the kernel killed one process, its container lives on and is ready`;
    return {
      ...common,
      needs,
      verdict: 'pass',
      sentence,
      observed: 'Worker killed, container ready',
      details: oneProcess,
    };
  }
  const {reason, exitCode} = ended.ending;
  const watchedMs = windowMs[1] - killedMs;
  const measuredMs = back === undefined ? undefined : back.tMs - killedMs;
  const answer = answerOf(prediction, {untilMs: watchedMs, seenMs: measuredMs}, slack);
  const seen = {
    observed: measuredMs === undefined ? 'Not ready again' : `${reason}, ready after ${duration(measuredMs)}`,
    ...(measuredMs === undefined ? {} : {measuredMs}),
    needs: ['receipt', 'api', 'host'],
  } as const;
  if (answer === 'not watched long enough' || answer === 'unknown') {
    const {because, why} = undecidedOf(history, prediction, watchedMs, slack);
    const sentence = `${nameOf(of)} was OOM-killed, and whether it is ready again in time was not seen: ${why}`;
    return {...common, ...seen, verdict: 'inconclusive', because, sentence};
  }
  if (answer === 'early') {
    const sentence = `${nameOf(of)} was OOM-killed and ready again after ${duration(measuredMs ?? 0)}, sooner than its probes allow (${predictionText(prediction)}): something else did it`;
    return {...common, ...seen, verdict: 'inconclusive', because: 'foreign-change', sentence};
  }
  if (measuredMs === undefined) {
    const sentence = `${nameOf(of)} was OOM-killed and was not ready again within ${duration(watchedMs)} (predicted ${predictionText(prediction)})`;
    return {...common, ...seen, verdict: 'fail', sentence};
  }
  const latestMs = (prediction.is === 'within' ? prediction.ms[1] : 0) + slack;
  const isLate = answer === 'late';
  const sentence = `A runaway in ${nameOf(of)} is contained (the cause was ours): killed, restarted, ready again after ${duration(measuredMs)}${isLate ? ', later than predicted' : ''}`;
  return {
    ...common,
    ...seen,
    verdict: isLate ? 'fail' : 'pass',
    sentence,
    ...(reason === 'OOMKilled' ? {} : {details: unnamed(reason, exitCode)}),
    margin: {value: (latestMs - measuredMs) / latestMs, unit: 'of the predicted time'},
  };
}

/** Whether one process or the whole container ends is the node's to decide, not a manifest's: both are contained. */
const oneProcess: readonly string[] = [
  'On control groups of version 1 the kernel kills one process; on version 2 the kubelet has the whole container killed and restarted',
  'No restart and no reason tell the people on call here: alert on the kernel’s kills too',
];

function unnamed(reason: string, exitCode: number): readonly string[] {
  return [
    `Its status says ${reason} (exit code ${exitCode}), not OOMKilled: the container runtime saw the exit before the kernel's record`,
    'The same may happen in production: alert on more than the reason',
  ];
}
