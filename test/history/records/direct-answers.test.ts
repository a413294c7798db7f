import test from 'ava';
import {answered} from '../../../src/history/records/answers.ts';
import {directAnswer, directAnswers} from '../../../src/history/records/direct-answers.ts';
import {foreign, recorded} from './events.ts';

const pod = {name: 'web-1', namespace: 'shop', uid: 'uid-1'};
const answer = {question: 'read', status: 503, good: false, tookMs: 12, withinMs: 5000};

test('the answers of all pods to one step', (t) => {
  const mine = answered('lonely', directAnswer(pod, answer));
  const theirs = answered('lonely', directAnswer({...pod, uid: 'uid-2'}, answer));
  const history = recorded(mine, theirs, answered('other', directAnswer(pod, answer)));
  t.deepEqual(directAnswers(history, 'lonely'), [
    {...answer, podUid: 'uid-1', seq: 0, tMs: 0},
    {...answer, podUid: 'uid-2', seq: 1, tMs: 1},
  ]);
});

test('a foreign answer is a bad one; who does not say how long it was waited waited a second', (t) => {
  const read = directAnswers(recorded(...foreign('direct')), 'x');
  t.is(read.length, foreign('direct').length);
  t.true(read.every(({good, status, withinMs}) => !good && status === 0 && withinMs === 1000));
});
