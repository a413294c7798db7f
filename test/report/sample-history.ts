import type {EventBody, HistoryEvent} from '../../src/history/events.ts';
import type {History} from '../../src/history/history.ts';
import type {Outcome, RequestRow, SampleRow} from '../../src/history/tables.ts';

/** The stages of the sample: milliseconds since the trial began. */
export const sampleStages = [
  {name: 'peak', peaks: 1, windowMs: [62_000, 82_000]},
  {name: 'control', peaks: 3, windowMs: [82_000, 112_000]},
  {name: 'fault', peaks: 3, windowMs: [112_000, 137_000]},
  {name: 'after', peaks: 3, windowMs: [137_000, 157_000]},
  {name: 'recovery', peaks: 1, windowMs: [157_000, 177_000]},
] as const;

/** When the sample's OOM kill happens, and when the container is back. */
export const kill = {atMs: 118_400, backMs: 121_900} as const;
const [rate, mebibyte] = [40, 2 ** 20];
const hash = '7c9d5f8b64';
const pods = ['4kq2m', '9xw7t', 'zl5hc'].map((suffix, index) => ({
  name: `gateway-${hash}-${suffix}`,
  uid: `0b6f1c2${index}-5d4e-4f3a-8b2c-1a2b3c4d5e6f`,
}));
const idOf = (uid: string): string => uid.replaceAll('-', '').repeat(2);

/** A believable history: three gateways under 120 requests a second, one of which the kernel kills for its memory. */
export function sampleHistory(): History {
  return {events: events(), requests: requests(), samples: samples(), cutOff: false};
}

/** A history in which nothing was recorded. */
export function emptyHistory(): History {
  return {events: [], requests: requestTable([]), samples: sampleTable([]), cutOff: false};
}

function events(): readonly HistoryEvent[] {
  const list: HistoryEvent[] = [];
  const add = (tMs: number, body: EventBody, sourceTime?: string): void => {
    list.push({seq: list.length + 1, tMs, ...(sourceTime === undefined ? {} : {sourceTime}), ...body});
  };
  for (const {name, uid} of pods) {
    const metadata = {
      name,
      namespace: 'shop',
      uid,
      labels: {app: 'gateway', 'pod-template-hash': hash},
      ownerReferences: [{kind: 'ReplicaSet', name: `gateway-${hash}`, uid: 'rs', controller: true}],
    };
    add(58_000, {
      kind: 'object',
      is: 'present',
      object: {apiVersion: 'v1', kind: 'Pod', metadata, status: {phase: 'Running'}},
    });
  }
  for (const {name, windowMs} of sampleStages) add(windowMs[0], {kind: 'stage', name, is: 'begun'});
  add(112_900, {
    kind: 'fault',
    step: 'exceed-memory',
    is: 'marked',
    facts: {pod: pods[1]?.name ?? '', limitBytes: 128 * mebibyte},
  });
  add(113_000, {kind: 'fault', step: 'exceed-memory', is: 'injected', facts: {allocatesBytes: 160 * mebibyte}});
  const of = {kind: 'Pod', name: pods[1]?.name ?? '', namespace: 'shop', container: 'gateway'};
  const uid = pods[1]?.uid ?? '';
  const cgroup = `/kubelet/kubepods/burstable/pod${uid}/${idOf(uid)}`;
  const record = `oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=worker,oom_memcg=${cgroup},task_memcg=${cgroup},task=node,pid=48211,uid=1000`;
  add(kill.atMs, {kind: 'line', source: 'kernel', of, text: record}, '2026-11-25T09:14:22Z');
  const text = 'Memory cgroup out of memory: Killed process 48211 (node) total-vm:1103484kB, anon-rss:129004kB';
  add(kill.atMs, {kind: 'line', source: 'kernel', of, text}, '2026-11-25T09:14:22Z');
  add(kill.atMs + 300, {kind: 'fault', step: 'exceed-memory', is: 'proved', facts: {oomKills: 1}});
  add(kill.backMs, {kind: 'answer', step: 'exceed-memory', answer: {question: 'restart count', of, answer: 1}});
  return list;
}

function requests(): History['requests'] {
  const random = chance(7);
  const rows: RequestRow[] = [];
  for (const {peaks, windowMs} of sampleStages) {
    const gap = 1000 / (rate * peaks);
    for (let plannedMs = windowMs[0]; plannedMs < windowMs[1]; plannedMs += gap) {
      const hit = plannedMs >= kill.atMs && plannedMs < kill.backMs - 900 && random() < 0.3;
      const outcome: Outcome = hit ? (random() < 0.6 ? 'refused' : random() < 0.5 ? 'reset' : 'timed-out') : 'ok';
      const slow = plannedMs >= kill.atMs && plannedMs < kill.backMs + 1500 ? 3.2 : 1;
      const usual = (8 + 5 * peaks + 14 * random() ** 6 * peaks) * slow * (0.9 + 0.2 * random());
      rows.push({
        plannedMs,
        startMs: plannedMs + 0.4 * random(),
        latencyMs: outcome === 'timed-out' ? 2000 : outcome === 'ok' ? usual : 1.2,
        connection: random() < 0.1 ? 'new' : 'reused',
        request: random() < 0.7 ? 'list products' : 'place order',
        outcome,
        status: outcome === 'ok' ? 200 : 0,
      });
    }
  }
  return requestTable(rows);
}

function samples(): History['samples'] {
  const random = chance(11);
  const rows: SampleRow[] = [];
  for (let tMs = 60_000; tMs < 178_000; tMs += 1000) {
    const peaks = sampleStages.find(({windowMs}) => tMs >= windowMs[0] && tMs < windowMs[1])?.peaks ?? 0;
    for (const [index, pod] of pods.entries()) {
      const killed = index === 1 && tMs > kill.atMs;
      const swelling =
        index === 1 && tMs >= 113_000 && tMs <= kill.atMs ? ((tMs - 113_000) / (kill.atMs - 113_000)) ** 0.7 * 46 : 0;
      if (killed && tMs < kill.backMs - 1500) continue;
      const young = killed ? Math.min(1, (tMs - kill.backMs + 3000) / 15_000) : 1;
      const counted = Math.min(128, (46 + 11 * peaks + 4 * random() + index * 2) * young + swelling) * mebibyte;
      rows.push(
        sample({
          tMs,
          pod: pod.name,
          podUid: pod.uid,
          container: 'gateway',
          counted,
          limit: 128 * mebibyte,
          oomKills: killed ? 1 : 0,
        }),
      );
    }
    for (const [name, base, limit] of [
      ['orders-0', 88, 256],
      ['payment-0', 14, 64],
    ] as const) {
      const counted = (base + 9 * peaks + 5 * random()) * mebibyte;
      rows.push(
        sample({
          tMs,
          pod: name,
          podUid: name,
          container: name.split('-')[0] ?? name,
          counted,
          limit: limit * mebibyte,
          oomKills: 0,
        }),
      );
    }
  }
  return sampleTable(rows);
}

type Varied = Pick<SampleRow, 'tMs' | 'pod' | 'podUid' | 'container' | 'counted' | 'limit' | 'oomKills'>;

function sample(varied: Varied): SampleRow {
  const counters = {limitHits: 0, cpuUs: 0, periods: 0, throttled: 0, throttledUs: 0};
  const {counted, podUid} = varied;
  return {
    node: 'worker',
    containerId: idOf(podUid),
    anon: counted,
    shmem: 0,
    kernel: 0,
    current: counted,
    ...counters,
    ...varied,
  };
}

/** Requests as a table. */
export function requestTable(rows: readonly RequestRow[]): History['requests'] {
  const columns = {
    plannedMs: Float64Array.from(rows, (row) => row.plannedMs),
    startMs: Float64Array.from(rows, (row) => row.startMs),
    latencyMs: Float64Array.from(rows, (row) => row.latencyMs),
    connection: rows.map((row) => row.connection),
    request: rows.map((row) => row.request),
    outcome: rows.map((row) => row.outcome),
    status: Float64Array.from(rows, (row) => row.status),
  };
  return {length: rows.length, columns};
}

function sampleTable(rows: readonly SampleRow[]): History['samples'] {
  const numbers = (name: NumberColumn): Float64Array => Float64Array.from(rows, (row) => row[name]);
  const texts = (name: TextColumn): readonly string[] => rows.map((row) => row[name]);
  const [node, pod, podUid, container, containerId] = (
    ['node', 'pod', 'podUid', 'container', 'containerId'] as const
  ).map(texts) as [readonly string[], readonly string[], readonly string[], readonly string[], readonly string[]];
  const memory = {
    counted: numbers('counted'),
    anon: numbers('anon'),
    shmem: numbers('shmem'),
    kernel: numbers('kernel'),
    current: numbers('current'),
  };
  const limits = {limit: numbers('limit'), limitHits: numbers('limitHits'), oomKills: numbers('oomKills')};
  const cpu = {
    cpuUs: numbers('cpuUs'),
    periods: numbers('periods'),
    throttled: numbers('throttled'),
    throttledUs: numbers('throttledUs'),
  };
  return {
    length: rows.length,
    columns: {tMs: numbers('tMs'), node, pod, podUid, container, containerId, ...memory, ...limits, ...cpu},
  };
}

type TextColumn = 'node' | 'pod' | 'podUid' | 'container' | 'containerId';
type NumberColumn = Exclude<keyof SampleRow, TextColumn>;

/** The same numbers on every run: a small linear congruential generator. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
