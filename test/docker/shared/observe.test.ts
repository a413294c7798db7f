import test from 'ava';
import {endTaggedProcesses} from '../../../src/cluster/tagged-processes.ts';
import {sentinelImageOf} from '../../../src/cluster/harness/sentinels.ts';
import {processTag} from '../../../src/cluster/labels.ts';
import type {Cluster} from '../../../src/cluster/cluster.ts';
import {faults} from '../../../src/fault/faults.ts';
import {kernelRecord} from '../../../src/fault/container/kernel-record.ts';
import type {EventBody} from '../../../src/history/events.ts';
import {sampleColumns} from '../../../src/history/tables.ts';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {statusesOf} from '../../../src/kubernetes/containers.ts';
import type {ObserverContext} from '../../../src/observe/observer.ts';
import {observers} from '../../../src/observe/observers.ts';
import {systemClock as clock} from '../../../src/system/clock.ts';
import {waitFor} from '../../../src/system/wait.ts';
import {testCluster, giveBack} from './test-cluster.ts';
import {ready, subjects, targetOf} from './subjects.ts';

const namespace = 'observe-test';
const resources = {requests: {memory: '32Mi'}, limits: {memory: '64Mi'}};
/** A reader that says nothing for longer tells a gap, ms. */
const silentMs = 3000;
const readinessProbe = {httpGet: {path: '/', port: 8080}, periodSeconds: 1};

test.after.always('give the cluster back', giveBack);

test.serial(
  'all observers see one container live, be killed for memory and come back; no reader is left, no gap is told without a silence',
  async (t) => {
    const cluster = await testCluster();
    await using _pods = await subjects(cluster, namespace, {
      watched: {image: await sentinelImageOf(cluster.api), resources, readinessProbe},
    });
    const {context, events, rows, gaps} = recording(cluster);
    {
      await using opened = new AsyncDisposableStack();
      for (const observer of Object.values(observers)) opened.use(await observer(context));
      const target = await targetOf(cluster, namespace, 'watched');
      const firstId = target.containerId;
      await until(
        'ten samples of the container',
        () => rows.filter((row) => row['containerId'] === firstId).length >= 10,
      );

      const tools = {cluster, clock, signal: AbortSignal.timeout(60_000), tell: () => undefined, directRequests: []};
      const mark = await faults['memory-exhaustion'].mark([target], {}, tools);
      await faults['memory-exhaustion'].inject(mark, tools);
      await faults['memory-exhaustion'].undo(mark, tools);
      await ready(cluster, namespace, 'watched', 1);

      await until("the kernel's record", () => kernelRecord(linesOf(events), target.uid, firstId ?? '') !== null);
      await until('samples of the new container', () =>
        rows.some((row) => row['pod'] === 'watched' && row['containerId'] !== firstId),
      );
      await until('the pod as killed', () => events.some((event) => event.kind === 'object' && isKilled(event.object)));
      for (const {name} of cluster.nodes)
        await until(`the sentinel of ${name}`, () => answers(events, 'sentinel').some(({of}) => of?.name === name));
      await until('the host', () => answers(events, 'host').length >= 3);
      await until('what the pod received', () => answers(events, 'entry-pod').length >= 3);
    }
    const sample = rows.find((row) => row['pod'] === 'watched');
    t.is(sample?.['limit'], String(64 * 1024 * 1024));
    t.true(Number(sample?.['counted']) > 0 && Number(sample?.['counted']) <= Number(sample?.['current']) + 4096 * 64);
    // On a starved machine readers are silent, and say so; that they are not is the trials' to show.
    t.deepEqual(
      gaps.filter(({fromMs, toldMs}) => toldMs - fromMs <= silentMs),
      [],
    );
    for (const {answer} of answers(events, 'sentinel')) t.is((answer as {readonly failed: number}).failed, 0);
    for (const {name} of cluster.nodes) t.is(await readersOn(cluster, name), '');
  },
);

test.serial('a reader that is killed on its node is a gap of that node, and reads again', async (t) => {
  const cluster = await testCluster();
  const {context, events} = recording(cluster);
  await using _observer = await observers.cgroups(context);
  const node = cluster.nodes.at(-1)?.name ?? '';
  await until('the readers to run', async () => (await readersOn(cluster, node)) !== '');
  const tag = (await readersOn(cluster, node)).split('\n')[0] ?? '';
  t.true((await endTaggedProcesses(cluster.shell, node, tag)) > 0);
  await until(
    'the gap and its end',
    () => events.filter((event) => event.kind === 'gap' && event.of?.name === node).length >= 2,
  );
  t.true(events.every((event) => event.kind !== 'gap' || event.of?.name === node));
});

function isKilled(object: KubeObject): boolean {
  const [status] = statusesOf(object);
  return (status?.terminated ?? status?.lastTerminated)?.exitCode === 137;
}

function recording(cluster: Cluster) {
  const events: EventBody[] = [];
  const rows: Readonly<Record<string, string>>[] = [];
  const gaps: {readonly fromMs: number; readonly toldMs: number}[] = [];
  const epochMs = clock.nowMs();
  const context: ObserverContext = {
    cluster,
    namespace,
    stubs: [],
    clock,
    epochMs,
    append(body) {
      events.push(body);
      if (body.kind === 'gap') gaps.push({fromMs: body.fromMs, toldMs: clock.nowMs() - epochMs});
    },
    sample(csv) {
      for (const line of csv.trimEnd().split('\n')) {
        const values = line.split(',');
        rows.push(Object.fromEntries(sampleColumns.map((column, index) => [column, values[index] ?? ''])));
      }
    },
  };
  return {context, events, rows, gaps};
}

function linesOf(events: readonly EventBody[]): readonly string[] {
  return events.flatMap((event) => (event.kind === 'line' && event.source === 'kernel' ? [event.text] : []));
}

function answers(events: readonly EventBody[], step: string) {
  return events.flatMap((event) => (event.kind === 'answer' && event.step === step ? [event.answer] : []));
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  await waitFor({what, withinMs: 60_000, everyMs: 200, clock}, async () =>
    (await holds()) ? {done: undefined} : {seen: 'not yet'},
  );
}

/** The tags of our readers that run on a node, one a line. */
async function readersOn(cluster: Cluster, node: string): Promise<string> {
  const script = `cat $(grep -lsz '^${processTag}=' /proc/[0-9]*/environ) /dev/null | tr '\\0' '\\n' | sed -n 's/^${processTag}=//p' | sort -u`;
  return (await cluster.shell.script(node, script)).stdout;
}
