import {hostSecond} from '../../src/history/records/host-seconds.ts';
import {sentinelSecond} from '../../src/history/records/sentinel-seconds.ts';
import {sampleColumns, type SampleRow, type Table} from '../../src/history/tables.ts';
import {table} from '../judge/histories/tables.ts';
import type {WorldLoad} from './load.ts';
import {namespace} from './objects.ts';
import type {RunningContainer, World} from './state.ts';

const mib = 2 ** 20;

/** What watches a world once a second, and the samples that it took. */
export interface Watching {
  readonly samples: () => Table<SampleRow>;
  readonly end: () => void;
}

/** Watches from now on: sentinels, the machine, the traffic of the entry's pods, control groups, and the load. */
export function watch(world: World, load: WorldLoad): Watching {
  const rows: SampleRow[] = [];
  const [entry] = world.subject.workloads;
  let isOver = false;
  const second = (): void => {
    if (isOver) return;
    for (const {name, isBooted} of world.nodes) {
      const slowMs = isBooted ? 6 : 1000;
      world.tell(sentinelSecond({node: name, p99Ms: slowMs - 2, maxMs: slowMs, sent: 10, failed: isBooted ? 0 : 10}));
    }
    world.tell(hostSecond({stealShare: 0, busyShare: 0.3, psiSome10: 2, load1: 1}));
    for (const pod of world.pods) {
      if (pod.node?.isUp !== true) continue;
      for (const container of pod.containers)
        if (container.process !== undefined) rows.push(sampleOf(world, container));
      const served = pod.containers.find(({spec}) => spec.port !== undefined);
      if (pod.workload === entry && served?.process !== undefined) world.tell(receivedBy(world, served));
    }
    const nowMs = world.time.nowMs();
    const {outcomes, endedMs} = load.tally(nowMs - 1000, nowMs);
    const planned = Object.values(outcomes).reduce((sum, number) => sum + number, 0);
    if (planned > 0)
      world.time.in(Math.max(0, endedMs - nowMs), () => {
        // What hung a moment ago may have been answered since.
        const {outcomes: now} = load.tally(nowMs - 1000, nowMs);
        world.tell({kind: 'tally', secondMs: nowMs - 1000, planned, outcomes: now, lagMs: 1});
      });
    world.time.in(1000, second);
  };
  world.time.in(1000, second);
  return {
    samples: () => table(sampleColumns, rows) as unknown as Table<SampleRow>,
    end: () => (isOver = true),
  };
}

/** What the kernel counted in the network of a pod: the load's connections, and the kubelet's probes. */
function receivedBy(world: World, {pod, process, spec, startedMs}: RunningContainer) {
  const nowMs = world.time.nowMs();
  const perSecond = [spec.liveness, spec.readiness].reduce(
    (sum, probe) => sum + (probe === undefined ? 0 : 1 / Number(probe.spec['periodSeconds'] ?? 10)),
    0,
  );
  const probes = Math.max(0, (nowMs - startedMs) / 1000) * perSecond;
  const {opens = 0, bytes = 0, requests = 0} = process?.counted ?? {};
  const answer = {
    passiveOpens: Math.round(opens + probes),
    inSegs: Math.round(2 * requests + 3 * probes),
    inOctets: Math.round(bytes + 60 * probes),
    tMs: Math.round(nowMs),
  };
  const of = {kind: 'Pod', name: pod.name, namespace, uid: pod.uid};
  return {kind: 'answer', step: 'entry-pod', answer: {question: 'received', of, answer}} as const;
}

function sampleOf(world: World, {pod, spec, id, process, startedMs}: RunningContainer): SampleRow {
  const {memoryMib, leaks} = spec.program;
  const {limits = {}} = (spec.resources ?? {}) as {readonly limits?: Readonly<Record<string, string>>};
  const nowMs = world.time.nowMs();
  const requests = process?.counted.requests ?? 0;
  const counted = Math.round((memoryMib + 0.02 * world.random()) * mib + leaks * requests);
  const hasCpuLimit = limits['cpu'] !== undefined;
  const upMs = nowMs - startedMs;
  return {
    tMs: nowMs,
    node: pod.node?.name ?? '',
    pod: pod.name,
    podUid: pod.uid,
    container: spec.name,
    containerId: id,
    counted,
    anon: counted,
    shmem: 0,
    kernel: 0,
    current: counted + 5 * mib,
    limit: limits['memory'] === undefined ? 0 : Number.parseInt(limits['memory'], 10) * mib,
    limitHits: 0,
    oomKills: 0,
    cpuUs: Math.round(upMs * 5 + requests * 1500),
    periods: hasCpuLimit ? Math.round(upMs / 100) : 0,
    throttled: 0,
    throttledUs: 0,
  };
}
