import {factsOf} from '../../history/facts.ts';
import type {History} from '../../history/history.ts';
import {readingsOf} from '../../history/state.ts';
import {endOf, loadWindow, type Window} from '../../history/windows.ts';
import {isReady} from '../../objects/containers.ts';
import type {ObjectRef} from '../../objects/kube-object.ts';
import {nameOf} from '../../objects/owners.ts';
import type {Check, Finding} from '../finding.ts';
import {replicasOf, type Replica} from '../replicas.ts';
import {count, time} from '../words.ts';

/** Does every pod of the subject become ready before the load begins? Always on. */
export const starts: Check = {
  about: 'subject',
  title: 'Does every pod become ready within its own declared time?',
  needs: [],
  judge(history) {
    const until = loadWindow(history)?.[0] ?? endOf(history);
    const replicas = replicasOf(history).filter(({readings}) => (readings[0]?.tMs ?? 0) <= until && !isGoneBy(readings, until));
    const workloads = new Map(replicas.map(({workload}) => [nameOf(workload), workload]));
    const found = [...workloads.values()].map((workload) => judgeWorkload(history, workload, replicas, until));
    return [...found, ...workloadsWithoutPods(history, workloads, until)];
  },
};

function judgeWorkload(history: History, workload: ObjectRef, all: readonly Replica[], until: number): Finding {
  const replicas = all.filter((replica) => nameOf(replica.workload) === nameOf(workload));
  const unready = replicas.filter(({readings}) => !readings.some(({pod, tMs}) => tMs <= until && isReady(pod)));
  const firstSeen = Math.min(...replicas.map(({readings}) => readings[0]?.tMs ?? 0));
  const readyMs = Math.max(...replicas.map(({readings}) => readings.find(({pod}) => isReady(pod))?.tMs ?? until));
  const [worst] = unready;
  const common = {
    check: 'starts',
    of: workload,
    expected: `All ${count(replicas.length, 'pod')} ready`,
    windowMs: [firstSeen, readyMs] as Window,
    evidence: replicas.flatMap(({readings}) => readings.slice(-1).map(({seq}) => seq)),
  };
  if (worst === undefined) {
    const sentence = `${nameOf(workload)} started: ${count(replicas.length, 'pod')} ready ${time(readyMs - firstSeen)} after the first was seen`;
    return {...common, verdict: 'pass', sentence, observed: `${replicas.length} ready`, measuredMs: readyMs - firstSeen};
  }
  const events = eventsOf(history, worst.name);
  const reason = reasonOf(worst);
  return {
    ...common,
    verdict: 'fail',
    sentence: `${nameOf(workload)} never got ready: ${count(unready.length, 'pod')} of ${replicas.length}, e.g. ${worst.name}${reason === '' ? '' : `: ${reason}`}`,
    observed: [`${replicas.length - unready.length} of ${replicas.length} ready`, ...events.map(({text}) => text)].join('; '),
    evidence: [...common.evidence, ...events.map(({seq}) => seq)],
  };
}

function workloadsWithoutPods(history: History, known: ReadonlyMap<string, ObjectRef>, until: number): readonly Finding[] {
  const objects = factsOf(history).deploy?.objects ?? [];
  return objects
    .filter(({kind, spec}) => ['Deployment', 'StatefulSet'].includes(kind) && spec?.['replicas'] !== 0)
    .map(({kind, metadata}) => ({kind, name: metadata.name}))
    .filter((workload) => !known.has(nameOf(workload)))
    .map((workload) => ({
      check: 'starts',
      of: workload,
      verdict: 'fail' as const,
      sentence: `${nameOf(workload)} has no pod at all`,
      expected: 'At least one pod, ready',
      observed: eventsOf(history, workload.name)
        .map(({text}) => text)
        .join('; '),
      windowMs: [0, until] as const,
      evidence: [],
    }));
}

function isGoneBy(readings: Replica['readings'], until: number): boolean {
  return readings.findLast(({tMs}) => tMs <= until)?.is === 'gone';
}

/** Why a container waits, or how it ended, in the kubelet's words. */
function reasonOf({readings}: Replica): string {
  const statuses = readings.at(-1)?.statuses ?? [];
  const told = statuses.flatMap(({name, waiting, terminated, lastTerminated}) => {
    const ended = terminated ?? lastTerminated;
    const how = ended === undefined ? '' : `, last ended with ${ended.reason} (exit code ${ended.exitCode})`;
    return waiting === undefined && ended === undefined ? [] : [`container ${name} ${waiting?.reason ?? 'runs'}${how}`];
  });
  return told.join('; ');
}

/** The last warnings the cluster gave of an object (or of what it made, by the begin of its name). */
function eventsOf(history: History, name: string): readonly {readonly seq: number; readonly text: string}[] {
  return readingsOf(history, 'Event')
    .filter(({object}) => {
      const involved = (object['involvedObject'] ?? object['regarding']) as {readonly name?: string} | undefined;
      return object['type'] === 'Warning' && involved?.name?.startsWith(name) === true;
    })
    .slice(-3)
    .map(({seq, object}) => ({seq, text: `${String(object['reason'] as string)}: ${String((object['message'] ?? object['note']) as string)}`}));
}
