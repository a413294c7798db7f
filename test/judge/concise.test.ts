import test from 'ava';
import {concise} from '../../src/judge/concise.ts';
import type {Finding} from '../../src/judge/finding.ts';

const finding: Finding = {
  check: 'starts',
  step: undefined,
  verdict: 'fail',
  sentence: 'Not ready',
  expected: '',
  observed: '',
  windowMs: [0, 1],
  evidence: [],
};

test('a sentence of more than two lines is cut, and stands whole under itself', (t) => {
  t.is(concise(finding), finding);
  const sentence = `Pod x is not scheduled: ${'no node fits, '.repeat(30)}`;
  const {sentence: short, details} = concise({...finding, sentence, details: ['more']});
  t.true(short.length <= 240 && short.endsWith('…'));
  t.deepEqual(details, [sentence, 'more']);
});
