import type {EventBody} from '../../../src/history/events.ts';
import type {TrialContext} from '../../../src/run/context.ts';
import {bedSeen, recordResidue, ResidueError, residuePhase, residueText} from '../../../src/run/phases/residue.ts';
import type {Clock} from '../../../src/system/clock.ts';
import {type FakeBed, fakeBed} from '../../residue/fake-cluster.ts';

import test from 'ava';

interface World {
  readonly bed: FakeBed;
  readonly context: TrialContext;
  readonly events: EventBody[];
}

function world(endsWithTrial = false): World {
  const bed = fakeBed();
  const events: EventBody[] = [];
  let now = 0;
  const clock: Clock = {nowMs: () => now, wall: () => new Date(0), sleep: (ms) => ((now += ms), Promise.resolve())};
  const run = (node: string) => (
    bed.log.push(`ask ${node}`),
    Promise.resolve({stdout: 'x-seatrial: sentinel\r\n', stderr: '', exitCode: 0, durationMs: 1})
  );
  const {cluster} = bed.context;
  const context = {
    afloat: {observers: [], cluster: {...cluster, facts: {proxied: true}, shell: {...cluster.shell, run}}},
    bed: {endsWithTrial},
    manifests: [],
    profile: {facts: {name: 'shop'}},
    clock,
    effects: {exec: bed.context.exec},
    recorder: {append: (body: EventBody) => events.push(body)},
  };
  return {bed, events, context: context as unknown as TrialContext};
}

const phase = {note: () => undefined, milestone: () => undefined, signal: new AbortController().signal};
const stopped = 'stopped\x007 999 web\0';

test('what was odd before the trial is recorded, and is no residue after it', async (t) => {
  const {bed, context, events} = world();
  bed.prints['w1'] = stopped;
  await residuePhase(context).setup(phase);
  await bedSeen(context, phase.note);
  await recordResidue(context);
  t.deepEqual(events, [
    {kind: 'line', source: 'residue', text: 'odd before the trial: stopped process on w1: 7 999 web'},
    {kind: 'answer', step: 'residue', answer: {question: 'residue', answer: {left: []}}},
  ]);
});

test('what the faults left is in the history before the verdict, the subject itself apart', async (t) => {
  const {bed, context, events} = world();
  await residuePhase(context).setup(phase);
  await context.afloat.looking;
  context.afloat.namespace = 'shop';
  bed.objects.push({apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'shop'}});
  bed.prints['w1'] = stopped;
  await recordResidue(context);
  const left = [{kind: 'stopped', on: 'w1', what: '7 999 web'}];
  t.deepEqual(events, [{kind: 'answer', step: 'residue', answer: {question: 'residue', answer: {left}}}]);
});

test('a bed that cannot be looked at is said, and a run that never came to its cluster says nothing', async (t) => {
  const {context, events} = world();
  await recordResidue(context);
  t.deepEqual(events, []);
  await residuePhase(context).setup(phase);
  await context.afloat.looking;
  const broken = {...context, effects: {...context.effects, exec: () => Promise.reject(new Error('no engine'))}};
  await recordResidue(broken);
  t.regex(JSON.stringify(events), /"error":"no engine"/);
});

test('on a cluster that stays the residue is mended, told, and every node asked end to end', async (t) => {
  const {bed, context} = world();
  const residue = residuePhase(context);
  await residue.setup(phase);
  await context.afloat.looking;
  bed.prints['w1'] = stopped;
  await residue.teardown?.(phase);
  t.deepEqual(bed.log, ['mend w1: stopped; 2; 7; 999', 'ask cp', 'ask cp']);
  t.deepEqual(context.afloat.mended === undefined ? [] : residueText(context.afloat.mended), [
    'stopped process on w1: 7 999 web (mended)',
  ]);
});

test('what cannot be mended is an error that names it', async (t) => {
  const {bed, context} = world();
  const residue = residuePhase(context);
  await residue.setup(phase);
  await context.afloat.looking;
  bed.objects.push({apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'scratch'}});
  const error = await t.throwsAsync(async () => residue.teardown?.(phase), {instanceOf: ResidueError});
  t.regex(error?.message ?? '', /namespace: Namespace scratch/);
  t.regex(error?.hint ?? '', /npm run seatrial -- clean c/);
});

test('while the subject still runs, its bed is looked at and nothing on it is mended', async (t) => {
  const {bed, context} = world();
  const residue = residuePhase(context);
  await residue.setup(phase);
  await context.afloat.looking;
  context.afloat.subject = 'there';
  bed.prints['w1'] = stopped;
  const error = await t.throwsAsync(async () => residue.teardown?.(phase), {instanceOf: ResidueError});
  t.regex(error?.message ?? '', /stopped process on w1: 7 999 web/);
  t.deepEqual(bed.log, []);
});

test('a cluster that goes away with the trial is not looked at again', async (t) => {
  const {bed, context} = world(true);
  const residue = residuePhase(context);
  await residue.setup(phase);
  await context.afloat.looking;
  bed.prints['w1'] = stopped;
  await residue.teardown?.(phase);
  t.deepEqual(bed.log, []);
});
