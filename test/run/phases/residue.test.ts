import type {Cluster} from '../../../src/cluster/cluster.ts';
import type {EventBody} from '../../../src/history/events.ts';
import type {Recorder} from '../../../src/history/recorder.ts';
import type {TrialContext} from '../../../src/run/context.ts';
import {type Phase, type PhaseContext, type RunningPhase} from '../../../src/run/phases/phase.ts';
import {clusterSeen, type Looking, ResidueError, residuePhase} from '../../../src/run/phases/residue.ts';
import type {Clock} from '../../../src/system/clock.ts';
import {type FakeCluster, fakeCluster} from '../../residue/fake-cluster.ts';

import test from 'ava';

interface World {
  readonly fake: FakeCluster;
  readonly events: EventBody[];
  /** What is said of the residue at the end. */
  readonly told: string[];
  readonly recorder: Pick<Recorder, 'append'>;
  /** Whether the subject's namespace is still in the journal. */
  readonly pending: Set<string>;
  /** Begins the phase. */
  readonly begin: () => Promise<Looking>;
  readonly completeEvidence: () => Promise<void>;
  readonly takeBack: () => Promise<void>;
}

const phase: PhaseContext = {
  note: () => undefined,
  milestone: () => undefined,
  signal: new AbortController().signal,
};

function world(endsWithTrial = false): World {
  const fake = fakeCluster();
  const events: EventBody[] = [];
  const told: string[] = [];
  const pending = new Set<string>();
  let now = 0;
  const clock: Clock = {nowMs: () => now, wall: () => new Date(0), sleep: (ms) => ((now += ms), Promise.resolve())};
  const run = (node: string) => (
    fake.log.push(`ask ${node}`),
    Promise.resolve({stdout: 'x-seatrial: sentinel\r\n', stderr: '', exitCode: 0, durationMs: 1})
  );
  const {context: asked} = fake;
  const cluster = {...asked.cluster, facts: {proxied: true}, shell: {...asked.cluster.shell, run}};
  const recorder = {append: (body: EventBody) => events.push(body)};
  const context = {
    source: {endsWithTrial},
    manifests: [],
    profile: {facts: {name: 'shop'}, namespace: 'shop'},
    clock,
    journal: {isPending: (what: string) => pending.has(what)},
    recorder,
  };
  const residue: Phase<[Cluster], Looking> = residuePhase(context as unknown as TrialContext, (lines) =>
    told.push(...lines),
  );
  const later: Parameters<RunningPhase['beforeVerdict']>[0][] = [];
  const undos: Parameters<RunningPhase['takeBack']>[0][] = [];
  return {
    fake,
    events,
    told,
    pending,
    recorder,
    async begin() {
      const begun = {...phase, beforeVerdict: later.push.bind(later), takeBack: undos.push.bind(undos)};
      const looking = await residue.run(begun, cluster as unknown as Cluster);
      await looking.before.catch(() => undefined);
      return looking;
    },
    async completeEvidence() {
      for (const complete of later) await complete();
    },
    async takeBack() {
      for (const undo of undos) await undo(phase);
    },
  };
}

const stopped = 'stopped\x007 999 web\0';

test('what was left over before the trial is recorded, and is no residue after it', async (t) => {
  const {fake, events, recorder, begin, completeEvidence} = world();
  fake.prints['w1'] = stopped;
  await clusterSeen(await begin(), recorder, phase.note);
  await completeEvidence();
  t.deepEqual(events, [
    {kind: 'line', source: 'residue', text: 'left over before the trial: stopped process on w1: 7 999 web'},
    {kind: 'answer', step: 'residue', answer: {question: 'residue', answer: {left: []}}},
  ]);
});

test('what the faults left is in the history before the verdict, the subject itself apart', async (t) => {
  const {fake, events, begin, completeEvidence} = world();
  await begin();
  fake.objects.push({apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'shop'}});
  fake.prints['w1'] = stopped;
  await completeEvidence();
  const left = [{kind: 'stopped', on: 'w1', what: '7 999 web'}];
  t.deepEqual(events, [{kind: 'answer', step: 'residue', answer: {question: 'residue', answer: {left}}}]);
});

test('a cluster that cannot be looked at before the verdict is said', async (t) => {
  const {fake, events, begin, completeEvidence} = world();
  await begin();
  fake.breaks = 'no engine';
  await completeEvidence();
  t.regex(JSON.stringify(events), /"error":"no engine"/);
});

test('without a look before the trial nothing is said of residue, and nothing repaired', async (t) => {
  const {fake, events, told, begin, completeEvidence, takeBack} = world();
  fake.breaks = 'no engine';
  const {before} = await begin();
  await t.throwsAsync(before, {message: 'no engine'});
  await completeEvidence();
  await takeBack();
  t.deepEqual([events, told, fake.log], [[], [], []]);
});

test('on a cluster that stays the residue is repaired, told, and every node asked end to end', async (t) => {
  const {fake, told, begin, takeBack} = world();
  await begin();
  fake.prints['w1'] = stopped;
  await takeBack();
  t.deepEqual(fake.log, ['repair w1: stopped; 2; 7; 999', 'ask cp', 'ask cp']);
  t.deepEqual(told, ['stopped process on w1: 7 999 web (repaired)']);
});

test('what cannot be repaired is an error that names it', async (t) => {
  const {fake, told, begin, takeBack} = world();
  await begin();
  fake.objects.push({apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'scratch'}});
  const error = await t.throwsAsync(takeBack, {instanceOf: ResidueError});
  t.regex(error?.message ?? '', /namespace: Namespace scratch/);
  t.regex(error?.hint ?? '', /npm run seatrial -- clean c/);
  t.deepEqual(told, ['namespace: Namespace scratch (still there)']);
});

test('while the subject still runs, its cluster is looked at and nothing on it is repaired', async (t) => {
  const {fake, pending, begin, takeBack} = world();
  await begin();
  pending.add('namespace');
  fake.prints['w1'] = stopped;
  const error = await t.throwsAsync(takeBack, {instanceOf: ResidueError});
  t.regex(error?.message ?? '', /stopped process on w1: 7 999 web/);
  t.deepEqual(fake.log, []);
});

test('a cluster that goes away with the trial is not looked at again', async (t) => {
  const {fake, begin, takeBack} = world(true);
  await begin();
  fake.prints['w1'] = stopped;
  await takeBack();
  t.deepEqual(fake.log, []);
});
