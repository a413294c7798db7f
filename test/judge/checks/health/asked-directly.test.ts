import test from 'ava';
import type {EventBody} from '../../../../src/history/events.ts';
import {first, found, merged, said, worst} from '../../expect.ts';
import type {Changes} from '../../histories/memory.ts';
import {lonely, probed} from '../../histories/probes.ts';
import {one, two} from '../../histories/scenes.ts';
import {trialFacts} from '../../histories/survival.ts';

type Timed = readonly [number, EventBody];

/** Direct answers of a pod, one each second. */
const answers = (
  pod: typeof one,
  fromMs: number,
  number: number,
  answer: {readonly status: number; readonly withinMs?: number},
): readonly Timed[] =>
  Array.from({length: number}, (_, index) => [
    fromMs + index * 500,
    {
      kind: 'answer',
      step: 'lonely',
      answer: {
        question: 'direct',
        of: {kind: 'Pod', name: pod.name, namespace: 'shop', uid: pod.uid},
        answer: {question: 'home', good: answer.status === 200, tookMs: 5, ...answer},
      },
    },
  ]);

const {entry} = trialFacts().subject;
/** A subject whose healthy answers may take five seconds. */
const patient: Changes = {subject: {entry: {...entry, timeoutMs: 5000}}};

test('a slow service does not lie: who waited less than the profile allows knows nothing of an answer', (t) => {
  const slow = {...probed(lonely({status: 0})), ...patient, outcome: () => 'ok' as const};
  t.is(first(t, merged('readiness-follows', slow), 'inconclusive').because, 'too-few-samples');
  const late = {...slow, also: answers(one, 66_000, 10, {status: 200, withinMs: 5000})};
  t.is(first(t, merged('readiness-follows', late), 'pass').uncounted, 'not-applicable', 'it served on');
  const silent = {...slow, also: answers(one, 66_000, 10, {status: 0, withinMs: 5000})};
  t.regex(
    said(first(t, merged('readiness-follows', silent), 'fail')),
    /0 of 10 requests well, 10 times nothing within 5 s/,
  );
});

/** A subject of which no replica can be asked anything past its Services. */
const unaskable = (dependencies: NonNullable<Changes['subject']>['dependencies']): Changes => ({
  ...probed(lonely()),
  without: (body) => body.kind === 'answer' && body.answer.question === 'direct',
  subject: {
    dependencies: dependencies ?? [],
    entry: {
      ...entry,
      requests: [
        {name: 'order', method: 'POST', path: '/orders', weight: 1},
        {name: 'own', method: 'GET', path: '/me', weight: 1, direct: false},
      ],
    },
  },
});

test('where no request can be asked directly, it says which one the profile must declare', (t) => {
  const hard = unaskable([{name: 'Redis', workload: 'redis', kind: 'in-cluster', need: 'hard'}]);
  const finding = first(t, found('readiness-follows', hard), 'inconclusive');
  t.is(finding.because, 'not-exercised');
  t.regex(
    said(finding),
    /gateway-abc-1 could serve was not asked: no request of the profile can be sent to one replica\nDeclare under entry\.requests a GET without a body/,
  );
});

test('where no request can be asked directly and nothing hard is declared, it does not apply', (t) => {
  const finding = first(t, found('readiness-follows', unaskable([])), 'pass');
  t.is(finding.uncounted, 'not-applicable');
  t.regex(finding.sentence, /the profile declares no hard dependency, and gateway-abc-1 could not be asked alone/);
});

test('a replica that answered badly before too says nothing when it does under the fault', (t) => {
  const before = (status: number, number = 6) =>
    found('readiness-follows', {...probed(lonely()), also: answers(one, 61_000, number, {status})});
  const ill = first(t, before(503), 'inconclusive');
  t.regex(ill.sentence, /it did so before \(0 of 6 requests well, 6 times status 503\)/);
  t.is(worst(before(200)), 'fail');
  t.is(worst(before(503, 2)), 'fail', 'two answers say nothing');
});

test('when other replicas answer as badly, it is not what this one lost', (t) => {
  const others = (status: number) =>
    found('readiness-follows', {...probed(lonely()), also: answers(two, 66_000, 12, {status})});
  t.regex(first(t, others(503), 'inconclusive').sentence, /others did so \(0 of 12 requests well/);
  t.is(worst(others(200)), 'fail');
});
