import test from 'ava';
import type {EventBody} from '../../../src/history/events.ts';
import {
  inspectionAnswered,
  inspectionAsked,
  inspectionNotDone,
  inspectionReceipt,
  inspectionsOf,
} from '../../../src/history/records/inspections.ts';
import type {History} from '../../../src/history/history.ts';
import {receipts} from '../../../src/judge/checks/trial/receipts.ts';
import {recorded} from './events.ts';

const none = {length: 0, columns: {}};

const planned: EventBody = {
  kind: 'phase',
  name: 'plan',
  is: 'ended',
  facts: {
    stages: [],
    steps: [
      {name: 'rights', stage: 'peak', what: 'allowed', kind: 'inspection', victims: [], boundMs: 1},
      {name: 'kill', stage: 'fault', what: 'pod-delete', victims: [], boundMs: 1},
    ],
  },
};
const asked = inspectionAsked('rights', {inspection: 'allowed', title: 'T', targets: [], excluded: [], options: {}});
const answer = {may: ['list pods']};

test('a planned inspection is as far as it came; a fault is none', (t) => {
  const of = (...bodies: readonly EventBody[]) => inspectionsOf(recorded(planned, ...bodies));
  const whole = of(asked, inspectionAnswered('rights', answer), inspectionReceipt('rights', {n: 0}, {n: 1}));
  t.deepEqual(whole, [
    {
      step: 'rights',
      what: 'allowed',
      stage: 'peak',
      is: 'proved',
      answer,
      windowMs: [1, 3],
      why: '',
      evidence: [1, 2, 3],
    },
  ]);
  const unproved = of(asked, inspectionAnswered('rights', answer), inspectionReceipt('rights', {n: 0}, undefined));
  t.like(unproved[0], {is: 'unproved', answer});
  t.like(of(asked)[0], {is: 'unproved', answer: undefined});
  t.like(of()[0], {is: 'missing', windowMs: undefined});
  for (const is of ['not-exercised', 'not-applicable'] as const) {
    const not = of(inspectionNotDone('rights', is, {inspection: 'allowed', why: 'nobody is ready', excluded: []}));
    t.like(not[0], {is, why: 'nobody is ready', windowMs: undefined});
  }
});

test('foreign facts are no answer', (t) => {
  for (const facts of [null, 'x', [1]])
    t.is(
      inspectionsOf(recorded(planned, {kind: 'inspection', step: 'rights', is: 'answered', facts}))[0]?.answer,
      undefined,
    );
});

test('each end of an inspection is a finding of its receipt, and none is a fault of the trial', (t) => {
  const of = (...bodies: readonly EventBody[]) => {
    const history = {
      ...recorded(planned, ...bodies),
      requests: none,
      samples: none,
      cutOff: false,
    } as unknown as History;
    return receipts.judge(history).map(({verdict, because, sentence}) => [verdict, because ?? '', sentence]);
  };
  const answered = inspectionAnswered('rights', answer);
  const kill = [
    'inconclusive',
    'not-exercised',
    'kill was planned on 0 possible victims and never came to its receipt',
  ];
  t.deepEqual(of(asked, answered, inspectionReceipt('rights', {}, {n: 1})), [
    kill,
    ['pass', '', 'rights is proved: allowed was asked'],
  ]);
  t.deepEqual(of(asked, answered, inspectionReceipt('rights', {}, undefined))[1], [
    'inconclusive',
    'no-receipt',
    'rights was asked, but nothing proves that the question arrived',
  ]);
  const asks = {inspection: 'allowed', why: 'nobody', excluded: []};
  t.deepEqual(of(inspectionNotDone('rights', 'not-exercised', asks))[1], [
    'inconclusive',
    'not-exercised',
    'rights was not exercised: nobody',
  ]);
  t.deepEqual(of(inspectionNotDone('rights', 'not-applicable', asks))[1], [
    'pass',
    '',
    'rights does not apply: nobody',
  ]);
  t.deepEqual(of()[1], ['inconclusive', 'not-exercised', 'rights was planned and never came to its question']);
});
