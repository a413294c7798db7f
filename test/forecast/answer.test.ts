import test from 'ava';
import {answerOf} from '../../src/forecast/answer.ts';
import {inTurn, latest, never, predictionText, unknown, upperEnd, within} from '../../src/forecast/prediction.ts';

const slackMs = 2000;
const predicted = within(10_000, 20_000);
const answer = (untilMs: number, seenMs?: number, isAnothers = false) =>
  answerOf(predicted, {untilMs, seenMs, isAnothers}, slackMs);

test('a time is early, in time or late; the clocks of a second and the slack are granted', (t) => {
  t.is(answer(60_000, 8999), 'early');
  t.is(answer(60_000, 9000), 'in time');
  t.is(answer(60_000, 22_000), 'in time');
  t.is(answer(60_000, 22_001), 'late');
});

test('an absence counts only when it was watched beyond the upper end and the slack', (t) => {
  t.is(answer(21_999), 'not watched long enough');
  t.is(answer(22_000), 'late');
  t.is(answer(15_000, 15_001), 'not watched long enough', 'what comes after the watching is the undo’s');
});

test('what somebody else did is early, whenever it came', (t) => {
  t.is(answer(60_000, 15_000, true), 'early');
  t.is(answer(60_000, 40_000, true), 'early');
});

test('what never comes is as predicted while it does not, and somebody else’s when it does; what is not known stays so', (t) => {
  t.is(answerOf(never('no probe'), {untilMs: 1, seenMs: undefined}, slackMs), 'in time');
  t.is(answerOf(never('no probe'), {untilMs: 9, seenMs: 5}, slackMs), 'early');
  t.is(answerOf(unknown('the kind CloneSet'), {untilMs: 1e9, seenMs: undefined}, slackMs), 'unknown');
  t.is(answerOf(unknown('the kind CloneSet'), {untilMs: 1e9, seenMs: 5}, slackMs), 'unknown');
});

test('what is not known is never taken for nothing, and what never comes is never followed', (t) => {
  t.deepEqual(inTurn(within(1, 2), within(10, 20)), within(11, 22));
  t.deepEqual(inTurn(within(1, 2), unknown('x'), within(0, 1)), unknown('x'));
  t.deepEqual(inTurn(unknown('x'), never('y')), never('y'));
  t.deepEqual(latest([within(1, 20), within(10, 12)]), within(10, 20));
  t.deepEqual(latest([within(1, 20), unknown('x')]), unknown('x'));
  t.deepEqual(latest([]), within(0, 0));
  t.is(upperEnd(unknown('x')), undefined);
  t.is(upperEnd(within(1, 2)), 2);
});

test('a prediction is told in words', (t) => {
  t.is(predictionText(within(0, 2000)), 'at most 2 s');
  t.is(predictionText(within(40_000, 55_000)), '40 s to 55 s');
  t.is(predictionText(never('nobody owns the pod')), 'never (nobody owns the pod)');
  t.is(predictionText(unknown('the kind CloneSet')), 'not known (the kind CloneSet)');
});
