import test from 'ava';
import type {Outcome} from '../../../../src/history/tables.ts';
import {first, found, worst} from '../../expect.ts';
import type {Changes} from '../../histories/memory.ts';
import {containerKill, podDelete, rollOut} from '../../histories/scenes.ts';

const lossOf = (changes: Changes) => found('outage-predicted', changes).filter(({check}) => check.endsWith('/loss'));

/** One of so many requests fails from a time to another. */
const failing =
  (every: number, fromMs: number, untilMs: number) =>
  (tMs: number, index: number): Outcome =>
    tMs > fromMs && tMs < untilMs && index % every === 0 ? 'refused' : 'ok';

test('pods that end in good order cost nothing: what they cost is more than predicted, and no slack explains it', (t) => {
  for (const scene of [podDelete(), rollOut()]) {
    const finding = first(t, lossOf({...scene, outcome: failing(2, 65_300, 66_500)}), 'fail');
    t.regex(finding.sentence, /cost more than predicted: \d+ ms of full outage, predicted at most 0 s/);
  }
});

test('as few as may fail by chance without a fault are nobody’s cost', (t) => {
  const [stray] = lossOf({...podDelete(), outcome: (tMs, index) => (tMs > 66_000 && index === 1000 ? 'status' : 'ok')});
  t.like(stray, {verdict: 'pass'});
  t.regex(stray?.sentence ?? '', /as many may fail by chance without a fault \(control: 0 of 3600\)/);
});

test('a loss beyond the prediction passes only as far as services that act late explain it, and says so', (t) => {
  // A third of the requests meet the killed container until it is out of the services, 3.5 s at most: 1.17 s, and
  // 1.83 s when they act 2 s later.
  t.is(worst(lossOf({...containerKill(), outcome: failing(3, 65_100, 68_000)})), 'pass');
  const late = first(t, lossOf({...containerKill(), outcome: failing(3, 65_100, 70_000)}), 'pass');
  t.regex(late.sentence, /predicted at most 1\.2 s; services that act 2 s late explain up to 1\.8 s/);
  t.is(worst(lossOf({...containerKill(), outcome: failing(3, 65_100, 72_000)})), 'fail');
});
