import test from 'ava';
import type {EventBody} from '../../../../src/history/events.ts';
import type {Json} from '../../../../src/kubernetes/kube-object.ts';
import {judge} from '../../../../src/judge/judge.ts';
import {first, found, said} from '../../expect.ts';
import {memoryTrial} from '../../histories/memory.ts';

const answered = (answer: Json) => ({
  rewrite: (body: EventBody): EventBody =>
    body.kind === 'answer' && body.step === 'residue' ? {...body, answer: {question: 'residue', answer}} : body,
});
const paused = {left: [{kind: 'node-state', on: 'w1', what: 'paused'}]};

test('residue: what was left is named; a cluster that could not be looked at, or a run that was killed before, is no pass', (t) => {
  t.regex(
    said(first(t, found('residue', answered(paused)), 'inconclusive')),
    /left 1 thing on the test cluster\nnode-state on w1: paused/,
  );
  t.regex(
    first(t, found('residue', answered({error: 'no API'})), 'inconclusive').sentence,
    /could not be looked at.*no API/,
  );
  t.is(first(t, found('residue', {until: 141_200}), 'inconclusive').because, 'not-exercised');
});

test('residue stands beside the verdict: what was seen before it is not touched by it', (t) => {
  const [good, left] = [judge(memoryTrial()), judge(memoryTrial(answered(paused)))];
  t.is(left.verdict, good.verdict);
  t.is(left.findings.find(({check}) => check === 'residue')?.uncounted, 'trial-check');
});
