import {probeFails} from '../../../forecast/probes.ts';
import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import type {Window} from '../../../history/windows.ts';
import {containersOf} from '../../../kubernetes/containers.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {asksTheSame, failingWithinMs, probeOf} from '../../../kubernetes/probes.ts';
import {type Ending, endingBefore, failingMs, isOwn, whoEnded} from '../../observed/account/endings.ts';
import {isRetry, retriesText} from '../../observed/account/retries.ts';
import {type Partitioned, partitionedOf, partitionRole} from '../../observed/faults/partitioned.ts';
import {effectsOf} from '../../observed/faults/effects.ts';
import type {Check, Finding, ProbedState} from '../../finding.ts';
import {firstCalm, longestCalm} from '../busy-host.ts';
import {livenessThatHolds} from './probe-fixes.ts';
import {ofTrial, onFaults} from '../../owed.ts';
import {replicasOf} from '../../observed/pods/replicas.ts';
import {restartsIn, type Restart} from '../../observed/pods/restarts.ts';
import {hasQuietSurge, hull, untouchedWindows} from '../../observed/load/surge.ts';
import {count} from '../../../text/units.ts';
import {duration} from '../../../text/duration.ts';
import {askedIn} from './watched-probes.ts';

/** Does liveness keep quiet where a restart repairs nothing: while a dependency is away, and at the surge alone? */
export const livenessHolds: Check = {
  about: 'subject',
  title: 'Does liveness leave containers alone that a restart would not repair?',
  needs: ['api', 'receipt', 'host'],
  owes(history) {
    const {plan} = factsOf(history);
    const partitions = onFaults((fault) => partitionRole(history, fault) !== undefined, 'liveness-holds')(history);
    if (plan === undefined || partitions === undefined) return undefined;
    return [...partitions, ...(hasQuietSurge(history) ? (ofTrial('liveness-holds/surge')(history) ?? []) : [])];
  },
  judge(history) {
    const effects = effectsOf(history);
    const partitions = partitionedOf(history).flatMap((partition) => {
      // A probe that had failed twice may fail a third time while it heals.
      const windowMs: Window = [
        partition.windowMs[0],
        effects.find(({fault}) => fault?.step === partition.fault.step)?.windowMs[1] ?? partition.windowMs[1],
      ];
      const away =
        partition.of === 'replica' ? `${partition.name} heard nobody it depends on` : `${partition.name} was away`;
      const state = partition.of === 'replica' ? 'lying' : (`${partition.of}-lost` as const);
      return judgeWindow(history, {partition, state, away, windowMs});
    });
    // After a fault its aftermath may restart something, which the surge alone did not.
    const quiet = untouchedWindows(history);
    const surge = quiet.flatMap((windowMs) => ownRestarts(history, windowMs));
    if (quiet.length === 0) return partitions;
    // Ten bad seconds of the machine do not undo the time in which every liveness could have failed.
    const calm = surge.length === 0 ? longestCalm(history, quiet, longestFailingMs(history)) : undefined;
    const asked = calm === undefined ? quiet : [calm];
    return [...partitions, atTheSurge(surge, {quiet, asked}, retriesText(history, quiet))];
  },
};

interface Away {
  readonly partition: Partitioned;
  readonly state: ProbedState;
  readonly away: string;
  /** Until its effect is over. */
  readonly windowMs: Window;
}

function judgeWindow(history: History, {partition, state, away, windowMs}: Away): readonly Finding[] {
  const {step, evidence} = partition.fault;
  const truth = {state, probe: 'liveness'} as const;
  const expected = 'No restart: it does not repair what is away';
  const common = {check: 'liveness-holds', step, truth, expected, windowMs};
  const byContainer = [
    ...Map.groupBy(ownRestarts(history, windowMs), ({replica, container}) =>
      nameOf({...replica.workload, container}),
    ).values(),
  ];
  if (byContainer.length === 0) return judgeQuiet(history, partition, {...common, observed: 'None', evidence}, away);
  return byContainer.flatMap((restarts): readonly Finding[] => {
    const [first] = restarts;
    if (first === undefined) return [];
    const {workload} = first.replica;
    const of = {kind: workload.kind, name: workload.name, container: first.container};
    const together = new Set(restarts.map(({replica}) => replica.uid)).size;
    const said = `${count(restarts.length, 'restart')} in ${count(together, 'pod')}, the first after ${duration(first.tMs - windowMs[0])}`;
    // A kubelet that is not heard of one of them may be heard of another.
    const told = restarts.find(({ending}) => ending?.by === 'liveness') ?? first;
    const {ending} = told;
    const asked = ending?.by === 'liveness' ? livenessOf(told) : undefined;
    const why = asked?.why ?? whoText(ending);
    const seenIn = shownBy(history, restarts, windowMs[0]);
    return [
      {
        ...common,
        of,
        verdict: 'fail',
        sentence: `While ${away}, ${nameOf(of)} was restarted, which does not repair it: ${said}; ${why}`,
        details: [`Step: ${step}`, `The first restart: ${first.ended}`, ...(asked === undefined ? [] : [asked.says])],
        observed: said,
        ...seenIn,
        margin: {value: -restarts.length, unit: 'restarts'},
        evidence: [...evidence, ...restarts.map(({seq}) => seq), ...(ending?.evidence ?? [])],
        ...(asked === undefined ? {} : livenessThatHolds(history, of)),
      },
    ];
  });
}

/** The time in which the probes failed before one of some restarts: of one that no trouble of the machine explains, else of the first. */
function shownBy(history: History, restarts: readonly OwnRestart[], fromMs: number): Pick<Finding, 'seenIn'> {
  const times = restarts.map(({replica, container, ending, tMs}): Window => {
    const endedMs = ending?.tMs ?? tMs;
    const pod = replica.readings[0]?.pod;
    return [Math.max(fromMs, endedMs - (pod === undefined ? 0 : failingMs(pod, container))), endedMs];
  });
  const shown = firstCalm(history, times) ?? times[0];
  return shown === undefined ? {} : {seenIn: [shown]};
}

/** A restart, and how the container before it ended as the account has it. */
type OwnRestart = Restart & {readonly ending: Ending | undefined};

/** The restarts in a window that are the subject's own: not ours, nor those of a pod or a node that was ended, nor a task's. */
function ownRestarts(history: History, windowMs: Window): readonly OwnRestart[] {
  return restartsIn(history, windowMs)
    .filter((restart) => !isRetry(history, restart))
    .map((restart) => {
      const id = {uid: restart.replica.uid, container: restart.container};
      return {...restart, ending: endingBefore(history, id, restart.tMs)};
    })
    .filter(({ending}) => ending === undefined || isOwn(ending));
}

/** Nothing was restarted: that says something of each container whose liveness had the time to act. */
function judgeQuiet(
  history: History,
  {fault, of: what, windowMs}: Partitioned,
  common: Omit<Finding, 'verdict' | 'sentence'>,
  away: string,
): readonly Finding[] {
  const victims = new Set(fault.victims.map(({uid}) => uid));
  const dependencies = new Set(factsOf(history).trial?.subject.dependencies.map(({workload}) => workload));
  const asked = askedIn(
    history,
    windowMs,
    // A replica that is alone is asked itself; where a dependency is away, all that is not one itself.
    ({uid, workload}) =>
      what === 'replica' ? victims.has(uid) : !victims.has(uid) && !dependencies.has(workload.name),
    (one) => probeFails(one, 'livenessProbe', 'alone', windowMs[0]),
  );
  if (asked.length === 0) {
    const sentence = `While ${away} (${fault.step}), no container was there whose liveness could be asked`;
    return [{...common, verdict: 'inconclusive', because: 'not-exercised', sentence}];
  }
  const passed = {...common, verdict: 'pass', margin: {value: 1, unit: 'restarts'}} as const;
  if (asked.every(({undecided}) => undecided === undefined)) {
    const sentence = `While ${away} (${fault.step}), no container of the subject was restarted${retriesText(history, [windowMs])}`;
    return [{...passed, sentence}];
  }
  return asked.map(({of, undecided}): Finding => {
    const quiet = `While ${away} (${fault.step}), ${nameOf(of)} was not restarted`;
    return undecided === undefined
      ? {...passed, of, sentence: quiet}
      : {
          ...common,
          of,
          verdict: 'inconclusive',
          because: undecided.because,
          sentence: `${quiet}, but its liveness may not have had the time: ${undecided.why}`,
        };
  });
}

/** Who ended the container before a restart, to stand after a semicolon. */
function whoText(ending: Ending | undefined): string {
  return ending === undefined || ending.by === 'unknown'
    ? 'who ended it is not known'
    : `it was ended by ${whoEnded(ending)}`;
}

/** What liveness asks, and what is wrong with it. */
function livenessOf({replica, container}: Restart): {readonly says: string; readonly why: string} | undefined {
  const spec = replica.readings[0]?.pod;
  const found = spec === undefined ? undefined : containersOf(spec).find(({name}) => name === container);
  const liveness = found === undefined ? undefined : probeOf(found, 'livenessProbe');
  const readiness = found === undefined ? undefined : probeOf(found, 'readinessProbe');
  if (liveness === undefined) return undefined;
  const isSame = readiness !== undefined && asksTheSame(liveness, readiness);
  return {
    says: `Liveness: ${liveness.says}`,
    why: isSame
      ? 'liveness asks the very question that readiness asks'
      : 'liveness asks for more than the process itself',
  };
}

/** How long the slowest liveness of the subject fails before it acts, ms; 0 without any. */
function longestFailingMs(history: History): number {
  const probes = replicasOf(history).flatMap(({readings: [first]}) =>
    first === undefined ? [] : containersOf(first.pod).flatMap((one) => probeOf(one, 'livenessProbe') ?? []),
  );
  return Math.max(0, ...probes.map(failingWithinMs));
}

function atTheSurge(
  restarts: readonly OwnRestart[],
  {quiet, asked}: {readonly quiet: readonly Window[]; readonly asked: readonly Window[]},
  retries: string,
): Finding {
  const isQuiet = restarts.length === 0;
  return {
    check: 'liveness-holds/surge',
    step: undefined,
    truth: {state: 'surge', probe: 'liveness'},
    verdict: isQuiet ? 'pass' : 'fail',
    sentence: isQuiet
      ? `At three times peak alone, without a fault, no container restarted${retries}`
      : `At three times peak alone, without a fault, ${count(restarts.length, 'container')} restarted`,
    details: restarts.map(
      ({replica, container, ended, ending}) =>
        `${replica.name}, container ${container}: ${ending === undefined ? ended : `ended by ${whoEnded(ending)}`}`,
    ),
    expected: 'No restart at the surge without a fault',
    observed: isQuiet ? 'None' : count(restarts.length, 'restart'),
    margin: {value: isQuiet ? 1 : -restarts.length, unit: 'restarts'},
    windowMs: hull(quiet),
    seenIn: asked,
    evidence: restarts.map(({seq}) => seq),
    needs: ['api', 'load', 'host'],
  };
}
