import type {History} from '../../../history/history.ts';
import type {Victim} from '../../../history/records/faults.ts';
import {endOf, stageWindow, type Window} from '../../../history/windows.ts';
import {resourceOf} from '../../../kubernetes/containers.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {faultsOf, isOwnKill, type FaultRecord} from '../../observed/faults/faults.ts';
import {passesOnBusyHost} from '../busy-host.ts';
import type {Check, Finding} from '../../finding.ts';
import {fixOf} from '../../fixes/fix.ts';
import {memoryLimitFor} from '../../fixes/measured.ts';
import {containerIn, inContainer} from '../../fixes/objects.ts';
import {onFaults} from '../../owed.ts';
import {oomKills} from '../../../history/records/oom-kills.ts';
import {endingsOf} from '../../observed/account/endings.ts';
import {isRetry, retriesText} from '../../observed/account/retries.ts';
import {replicasOf, type Replica} from '../../observed/pods/replicas.ts';
import {restartsIn} from '../../observed/pods/restarts.ts';
import {bytes, count, round} from '../../../text/units.ts';
import {judgeReturn} from './container-return.ts';

/**
 * Is a container that takes too much memory stopped, and is the damage its own? What it proves: "a runaway in this
 * container is contained; the cause was ours".
 */
export const containment: Check = passesOnBusyHost({
  about: 'subject',
  title: 'Is a container that takes more than its memory limit stopped, and nobody else hurt?',
  needs: ['receipt', 'api'],
  owes: onFaults(({effect}) => effect?.takes === 'memory', 'containment'),
  judge(history) {
    const replicas = replicasOf(history);
    return faultsOf(history)
      .filter(({effect}) => effect?.takes === 'memory')
      .flatMap((fault) => fault.victims.flatMap((victim) => judgeVictim(history, fault, victim, replicas)));
  },
});

function judgeVictim(
  history: History,
  fault: FaultRecord,
  victim: Victim,
  replicas: readonly Replica[],
): readonly Finding[] {
  const replica = replicas.find(({uid}) => uid === victim.uid);
  if (fault.windowMs === undefined || replica === undefined) return [];
  const of: ObjectRef = {
    kind: replica.workload.kind,
    name: replica.workload.name,
    ...(victim.container === undefined ? {} : {container: victim.container}),
  };
  const windowMs: Window = [
    fault.windowMs[0],
    Math.max(fault.windowMs[1], stageWindow(history, fault.stage)?.[1] ?? endOf(history)),
  ];
  const {reading} = fault;
  if (reading.unlimited === true) return [judgeUnlimited(history, fault, of, windowMs)];
  if (fault.is !== 'proved') {
    const sentence = `Memory was pushed in ${nameOf(of)}, but the kernel recorded no kill: whether it is contained is not known`;
    return [
      {
        check: 'containment',
        step: fault.step,
        of,
        verdict: 'inconclusive',
        because: 'no-receipt',
        sentence,
        expected: 'A kill in this container',
        observed: 'None',
        windowMs,
        evidence: fault.evidence,
      },
    ];
  }
  return [
    judgeReturn(history, fault, victim, replica, of, windowMs),
    judgeNeighbours(history, fault, victim, replicas, of, windowMs),
  ];
}

function judgeUnlimited(history: History, fault: FaultRecord, of: ObjectRef, windowMs: Window): Finding {
  const {requestBytes = 0, reachedBytes} = fault.reading;
  const reached = reachedBytes ?? 0;
  const limit = memoryLimitFor(history, of);
  const proposal = limit === undefined ? undefined : inContainer(history, of, 'resources.limits.memory', limit);
  const times = requestBytes === 0 ? 'it requests none' : `${round(reached / requestBytes)} times its request`;
  return {
    check: 'containment',
    step: fault.step,
    of,
    verdict: fault.is === 'proved' ? 'fail' : 'inconclusive',
    ...(fault.is === 'proved' ? {} : {because: 'no-receipt' as const}),
    sentence: `A runaway in ${nameOf(of)} is not contained: it has no memory limit and took ${bytes(reached)} (${times}) until the harness stopped; the cause was ours`,
    expected: 'Stopped at a memory limit',
    observed: `${bytes(reached)}, unstopped`,
    windowMs,
    evidence: fault.evidence,
    ...fixOf(history, proposal, (after) => {
      const container = containerIn(after, of);
      return container !== undefined && resourceOf(container, 'limits', 'memory') !== undefined;
    }),
  };
}

/** Neighbours are all other containers of the subject: none may restart or be killed while the fault acts. */
function judgeNeighbours(
  history: History,
  fault: FaultRecord,
  victim: Victim,
  replicas: readonly Replica[],
  of: ObjectRef,
  windowMs: Window,
): Finding {
  const kills = oomKills(history).filter(
    (kill) => kill.tMs >= windowMs[0] && kill.tMs <= windowMs[1] && !isOwnKill(kill, [fault]),
  );
  const killed = kills.flatMap((kill) =>
    replicas.filter(({uid}) => uid === kill.podUid).map(({name}) => `${name} OOM-killed`),
  );
  // One that had ended before the fault waits for its start again: that is not the fault's doing.
  const ended = endingsOf(history).filter(({tMs}) => tMs > windowMs[0] && tMs <= windowMs[1]);
  const restarted = restartsIn(history, windowMs)
    .filter((restart) => !isRetry(history, restart))
    .filter(({replica: {uid}, container}) => !(uid === victim.uid && container === victim.container))
    .filter(({replica: {uid}, container}) =>
      ended.some((end) => end.replica.uid === uid && end.container === container),
    )
    .map(({replica: {name}, container}) => `container ${container} of ${name} restarted`);
  const hurt = [...new Set([...killed, ...restarted])];
  const common = {
    check: 'containment/neighbours',
    step: fault.step,
    expected: 'No other container of the subject killed or restarted',
    windowMs,
    evidence: [...fault.evidence, ...kills.map(({seq}) => seq)],
  };
  if (hurt.length === 0) {
    const sentence = `When ${nameOf(of)} ran out of memory, no other container was hurt; the cause was ours${retriesText(history, [windowMs])}`;
    return {...common, of, verdict: 'pass', sentence, observed: `${count(replicas.length - 1, 'other pod')} untouched`};
  }
  const sentence = `When ${nameOf(of)} ran out of memory, ${count(hurt.length, 'other container')} went down with it: ${hurt[0]}`;
  return {
    ...common,
    of,
    verdict: 'fail',
    sentence,
    details: hurt,
    observed: hurt.join(', '),
    needs: ['receipt', 'api', 'host'],
  };
}
