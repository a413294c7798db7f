import {factsOf} from '../../history/facts.ts';
import type {History} from '../../history/history.ts';
import {endOf, type Window} from '../../history/windows.ts';
import type {ContainerOf} from '../../objects/containers.ts';
import type {ObjectRef} from '../../objects/kube-object.ts';
import {nameOf} from '../../objects/owners.ts';
import {probeOf} from '../../objects/probes.ts';
import {servedPods} from '../endpoint-times.ts';
import {faultsOf, type FaultRecord, type Victim} from '../faults.ts';
import type {Check, Finding} from '../finding.ts';
import {containerFix} from '../fix.ts';
import {replicasOf} from '../replicas.ts';
import {victimContainer} from '../victim-container.ts';
import {count, time} from '../words.ts';

/** Is a container that boots slowly left alone until it can serve, and sent nothing before? */
export const bootsInPeace: Check = {
  about: 'subject',
  title: 'Is a container that boots slowly left alone, and sent no request before it can serve?',
  needs: ['api', 'receipt', 'host'],
  judge: (history) =>
    faultsOf(history)
      .filter(({what}) => what === 'slow-boot')
      .flatMap((fault) => fault.victims.flatMap((victim) => judgeVictim(history, fault, victim))),
};

function judgeVictim(history: History, fault: FaultRecord, victim: Victim): readonly Finding[] {
  const found = victimContainer(history, victim);
  if (found === undefined || fault.injectedMs === undefined) return [];
  const {container, of} = found;
  const boot: Boot = {fault, victim, container, of, windowMs: [fault.injectedMs, fault.undoingMs ?? endOf(history)]};
  return [judgeKills(history, boot), judgeTraffic(history, boot)];
}

interface Boot {
  readonly fault: FaultRecord;
  readonly victim: Victim;
  readonly container: ContainerOf;
  readonly of: ObjectRef;
  readonly windowMs: Window;
}

function judgeKills(history: History, {fault, victim, container, of, windowMs}: Boot): Finding {
  const kills = killsOf(history, victim, windowMs);
  const heldMs = windowMs[1] - heldFrom(history, fault, windowMs);
  const common = {
    check: 'boots-in-peace',
    of,
    truth: {state: 'slow-boot', probe: 'liveness'} as const,
    expected: 'Not killed while it boots',
    observed: `${count(kills.length, 'kill')} in ${time(heldMs)} of booting`,
    windowMs,
    evidence: [...fault.evidence, ...kills.map(({seq}) => seq)],
    margin: {value: kills.length === 0 ? 1 : -kills.length, unit: 'kills'},
  };
  const [first] = kills;
  if (first === undefined) {
    const sentence = `${victim.name}, container ${container.name} was held at its boot for ${time(heldMs)}, and nobody killed it`;
    return {...common, verdict: 'pass', sentence};
  }
  const startup = probeOf(container, 'startupProbe');
  const liveness = probeOf(container, 'livenessProbe');
  const allows = startup === undefined ? 0 : startup.initialDelayMs + startup.failures * startup.periodMs;
  const why =
    startup === undefined ? 'it has no startup probe, so liveness counts from the first moment' : `its startup probe allows ${time(allows)}`;
  const field = startup === undefined ? 'startupProbe' : 'startupProbe.failureThreshold';
  const yaml =
    startup === undefined
      ? 'startupProbe: {httpGet: {path: /livez, port: 8080}, periodSeconds: 1, failureThreshold: 60}'
      : 'failureThreshold: 60 # with periodSeconds: 1';
  return {
    ...common,
    verdict: 'fail',
    sentence: `${nameOf(of)} is killed while it boots: ${count(kills.length, 'time')} in ${time(heldMs)} (liveness ${liveness?.says ?? 'none'}; ${first.ended}); ${why}`,
    fix: containerFix(factsOf(history).deploy, of, field, yaml),
  };
}

/** The containers in the victim's place that ended, by time; the victim itself was ended by us. */
function killsOf(history: History, victim: Victim, [from, to]: Window): readonly {readonly seq: number; readonly ended: string}[] {
  const own = (victim.containerId ?? '').replace(/^.*:\/\//, '');
  const readings = replicasOf(history).find(({uid}) => uid === victim.uid)?.readings ?? [];
  const known = new Set([own]);
  return readings.flatMap(({tMs, seq, statuses}) => {
    const status = statuses.find(({name}) => name === victim.container);
    return [status?.terminated, status?.lastTerminated].flatMap((ending) => {
      if (ending === undefined || known.has(ending.containerId)) return [];
      known.add(ending.containerId);
      return tMs > from && tMs <= to ? [{seq, ended: `${ending.reason}, exit code ${ending.exitCode}`}] : [];
    });
  });
}

/** When its successor was held: the receipt. */
function heldFrom(history: History, {step}: FaultRecord, [, untilMs]: Window): number {
  return history.events.find((event) => event.kind === 'fault' && event.step === step && event.is === 'proved')?.tMs ?? untilMs;
}

function judgeTraffic(history: History, {fault, victim, container, of, windowMs}: Boot): Finding {
  // What it was sent before its end is not its boot's.
  const [fromMs, untilMs] = [heldFrom(history, fault, windowMs), windowMs[1]];
  const served = servedPods(history);
  const before = served.findLast(({tMs}) => tMs <= fromMs);
  const seen = [...(before === undefined ? [] : [before]), ...served.filter(({tMs}) => tMs > fromMs && tMs <= untilMs)];
  const early = seen.find(({ready}) => ready.has(victim.uid));
  const common = {
    check: 'boots-in-peace/traffic',
    of,
    truth: {state: 'slow-boot', probe: 'readiness'} as const,
    expected: 'In no service before it can serve',
    windowMs: [fromMs, untilMs] as const,
    evidence: [...fault.evidence, ...(early === undefined ? [] : [early.seq])],
    margin: {value: early === undefined ? 1 : -1, unit: 'services'},
  };
  if (early === undefined) {
    const sentence = `${victim.name} was sent nothing while it booted`;
    return {...common, verdict: 'pass', sentence, observed: 'In none'};
  }
  const sentence = `${victim.name} was sent requests while it booted: ${probeOf(container, 'readinessProbe') === undefined ? 'it has no readiness probe' : 'its readiness was good before it could serve'}`;
  const fix = containerFix(factsOf(history).deploy, of, 'readinessProbe', 'readinessProbe: {httpGet: {path: /readyz, port: 8080}}');
  return {...common, verdict: 'fail', sentence, observed: 'In a service', fix};
}
