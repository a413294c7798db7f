import test from 'ava';
import {answered} from '../../../src/history/records/answers.ts';
import {
  evictionAnswer,
  evictionAnswers,
  type EvictionMeaning,
  meaningOf,
} from '../../../src/history/records/evictions.ts';
import {foreign, recorded} from './events.ts';

const pod = {name: 'web-1', namespace: 'shop', uid: 'uid-1'};
const violates = "Cannot evict pod as it would violate the pod's disruption budget.";

// The words are the API server's own (Kubernetes 1.22 to 1.36).
const meanings: readonly (readonly [EvictionMeaning, number, string, string])[] = [
  ['evicted', 201, '', ''],
  ['evicted', 200, '', ''],
  ['gone', 404, 'pods "web-1" not found', ''],
  [
    'gone',
    409,
    'Operation cannot be fulfilled on Pod "web-1": Precondition failed: UID in precondition: uid-1, UID in object meta: uid-2',
    '',
  ],
  [
    'busy',
    409,
    'Operation cannot be fulfilled on pods "web-1": the object has been modified; please apply your changes to the latest version and try again',
    '',
  ],
  [
    'busy',
    409,
    'Operation cannot be fulfilled on Pod "web-1": Precondition failed: ResourceVersion in precondition: 7, ResourceVersion in object meta: 8',
    '',
  ],
  ['busy', 409, 'Operation cannot be fulfilled on poddisruptionbudgets.policy "web": the object has been modified', ''],
  ['refused', 429, violates, 'The disruption budget web needs 2 healthy pods and has 2 currently'],
  ['busy', 429, violates, 'The disruption budget web is still being processed by the server.'],
  ['busy', 429, 'Too many requests, please try again later.', ''],
  [
    'overlap',
    500,
    'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    '',
  ],
  ['failed', 500, 'Internal error occurred', ''],
  ['failed', 403, 'poddisruptionbudget "web" is forbidden: pdb disruptions allowed is negative', ''],
  ['failed', 0, 'socket hang up', ''],
];

for (const [meaning, code, message, cause] of meanings)
  test(`${code} is ${meaning}: ${cause || message}`, (t) => t.is(meaningOf({code, message, cause}), meaning));

test('what is written of an eviction is read again, by its step', (t) => {
  const answer = {code: 429, message: violates, cause: 'needs 2 healthy pods'};
  const history = recorded(
    answered('drain', evictionAnswer(pod, answer)),
    answered('other', evictionAnswer(pod, {...answer, code: 201})),
  );
  t.deepEqual(evictionAnswers(history, 'drain'), [{...answer, seq: 0, tMs: 0, pod: 'web-1', podUid: 'uid-1'}]);
});

test('a foreign answer is an eviction that failed', (t) => {
  const read = evictionAnswers(recorded(...foreign('evict')), 'x');
  t.true(read.length > 0 && read.every((answer) => meaningOf(answer) === 'failed'));
});
