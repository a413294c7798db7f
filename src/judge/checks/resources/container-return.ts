import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import type {Victim} from '../../../history/records/faults.ts';
import {oomKills} from '../../../history/records/oom-kills.ts';
import type {Window} from '../../../history/windows.ts';
import {containersOf, isReady} from '../../../kubernetes/containers.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import type {Finding} from '../../finding.ts';
import {type FaultRecord, isOwnKill} from '../../observed/faults/faults.ts';
import {type Reading, type Replica, statusAt} from '../../observed/pods/replicas.ts';
import {slackMs} from '../../observed/slack.ts';
import {restarted} from '../../predicted/containers.ts';
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
  const before = statusAt(replica, container, windowMs[0]);
  const restartsBefore = before?.restartCount ?? 0;
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
  const spec = specOf(history, replica, container);
  const predictedMs =
    spec === undefined ? ([0, 60_000] as const) : restarted(spec, restartsBefore, containerStartOf(replica, container));
  const slack = slackMs(history, windowMs);
  const common = {
    check: 'containment',
    step: fault.step,
    of,
    expected: `Restarted and ready within ${duration(predictedMs[1])} (predicted) + ${duration(slack)}`,
    predictedMs,
    evidence: [
      ...fault.evidence,
      ...(kill === undefined ? [] : [kill.seq]),
      ...[ended?.reading, back].flatMap((reading) => (reading === undefined ? [] : [reading.seq])),
    ],
    windowMs,
  };
  if (ended === undefined) {
    const sentence = `A process of ${nameOf(of)} was OOM-killed, but its container lives on: no restart and no reason tell the people on call`;
    return {...common, verdict: 'fail', sentence, observed: 'Worker killed, container alive'};
  }
  const {reason, exitCode} = ended.ending;
  if (back === undefined) {
    const sentence = `${nameOf(of)} was OOM-killed and was not ready again while the stage lasted`;
    return {...common, verdict: 'fail', sentence, observed: 'Not ready again', needs: ['receipt', 'api', 'host']};
  }
  const measuredMs = back.tMs - killedMs;
  const isLate = measuredMs > predictedMs[1] + slack;
  const sentence = `A runaway in ${nameOf(of)} is contained (the cause was ours): killed, restarted, ready again after ${duration(measuredMs)}${isLate ? ', later than predicted' : ''}`;
  return {
    ...common,
    verdict: isLate ? 'fail' : 'pass',
    sentence,
    ...(reason === 'OOMKilled' ? {} : {details: unnamed(reason, exitCode)}),
    observed: `${reason}, ready after ${duration(measuredMs)}`,
    measuredMs,
    margin: {value: (predictedMs[1] + slack - measuredMs) / (predictedMs[1] + slack), unit: 'of the predicted time'},
    needs: ['receipt', 'api', 'host'],
  };
}

function unnamed(reason: string, exitCode: number): readonly string[] {
  return [
    `Its status says ${reason} (exit code ${exitCode}), not OOMKilled: the container runtime saw the exit before the kernel's record`,
    'The same may happen in production: alert on more than the reason',
  ];
}

function specOf(history: History, replica: Replica, container: string) {
  const pod = replica.readings[0]?.pod ?? factsOf(history).deploy?.objects[0];
  return pod === undefined ? undefined : containersOf(pod).find(({name}) => name === container);
}
