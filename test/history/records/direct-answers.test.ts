import test from 'ava';
import {answered} from '../../../src/history/records/answers.ts';
import {directAnswer, directAnswers} from '../../../src/history/records/direct-answers.ts';
import {foreign, recorded} from './events.ts';

const pod = {name: 'web-1', namespace: 'shop', uid: 'uid-1'};
const answer = {question: 'read', status: 503, good: false, tookMs: 12};

test('the answers of one pod to one step in a window', (t) => {
  const mine = answered('lonely', directAnswer(pod, answer));
  const history = recorded(mine, mine, mine, answered('other', directAnswer(pod, answer)));
  t.deepEqual(directAnswers(history, 'lonely', 'uid-1', [1, 3]), [
    {...answer, seq: 1, tMs: 1},
    {...answer, seq: 2, tMs: 2},
  ]);
  t.deepEqual(directAnswers(history, 'lonely', 'uid-2', [0, 9]), []);
});

test('a foreign answer is a bad one', (t) => {
  const events = foreign('direct').map((event) =>
    event.kind === 'answer' ? {...event, answer: {...event.answer, of: {kind: 'Pod', ...pod}}} : event,
  );
  const read = directAnswers(recorded(...events), 'x', 'uid-1', [0, 99]);
  t.is(read.length, events.length);
  t.true(read.every(({good, status}) => !good && status === 0));
});
