import test from 'ava';
import {connectionAlone, type Outcome, type RequestRow} from '../../../../src/history/tables.ts';
import {addedIn, withAdded} from '../../../../src/judge/observed/load/added.ts';
import {shown} from '../../../../src/judge/shown.ts';
import {trafficIn} from '../../../../src/judge/observed/load/traffic.ts';
import {first, found, said, worst} from '../../expect.ts';
import {type Changes, memoryTrial} from '../../histories/memory.ts';
import {around, newcomer, one, podDelete, podTarget, rollOut, succession, three, two} from '../../histories/scenes.ts';

/** Of 120 requests per second so many are sent. */
const thin =
  (perSecond: number) =>
  (_tMs: number, index: number): Outcome =>
    index % 120 < perSecond ? 'ok' : 'dropped';

/** New connections in the time in which pods end, so many a second. */
function added(
  perSecond: number,
  request = 'home',
  outcome: (tMs: number) => Outcome = () => 'ok',
): readonly RequestRow[] {
  const [from, to] = [65_000, 82_000];
  return Array.from({length: ((to - from) / 1000) * perSecond}, (_, index): RequestRow => {
    const plannedMs = from + (index * 1000) / perSecond;
    const how = outcome(plannedMs);
    const status = how === 'ok' && request === 'home' ? 200 : 0;
    return {plannedMs, startMs: plannedMs, latencyMs: 2, connection: 'new', request, outcome: how, status};
  });
}

const check = 'no-failed-requests';

test('what one pod of three loses in 100 ms shows at 90 requests per second, in a roll-out of all three at 30', (t) => {
  const at = (changes: Changes, perSecond: number) => worst(found(check, {...changes, outcome: thin(perSecond)}));
  t.deepEqual(
    [100, 60, 30].map((perSecond) => at(podDelete(), perSecond)),
    ['pass', 'inconclusive', 'inconclusive'],
  );
  t.deepEqual(
    [40, 20].map((perSecond) => at(rollOut(), perSecond)),
    ['pass', 'inconclusive'],
  );
});

test('a load that is too thin says what would decide, and what would have shown', (t) => {
  const finding = first(t, found(check, {...podDelete(), outcome: thin(40)}), 'inconclusive');
  t.is(finding.because, 'too-few-samples');
  t.regex(
    finding.sentence,
    /^During delete no request failed, but (39|40|41)(\.\d)? per second are too thin to see a loss of 100 ms at a pod that ends: 2 more such steps, or 90 per second, would decide$/,
  );
  t.regex(said(finding), /A loss of 2\d\d ms at the end of the pod would have shown/);
});

test('requests that were added show it', (t) => {
  const finding = first(t, found(check, {...podDelete(), outcome: thin(40), added: added(60)}), 'pass');
  t.regex(said(finding), /none of \d+ requests failed\n(.*\n)*Beside the load: 1020 requests and 0 connections/);
});

test('connections alone show what is refused and reset, and no wrong answer', (t) => {
  const beside = {...podDelete(), outcome: thin(30), added: [...added(30), ...added(40, connectionAlone)]};
  t.regex(
    first(t, found(check, beside), 'inconclusive').sentence,
    /no request failed and no connection was refused or reset, but (59|60|61)(\.\d)? per second are too thin .*: 1 more such step/,
  );
  const refused = (tMs: number): Outcome => (tMs > 65_300 && tMs < 65_500 ? 'refused' : 'ok');
  const failing = {...beside, added: added(40, connectionAlone, refused)};
  t.regex(first(t, found(check, failing), 'fail').sentence, /^During delete 7 of \d+ requests failed \(7 refused\)/);
});

test('steps that do the same show together what each is too thin for', (t) => {
  const [four, five] = [newcomer('4', 'n1'), newcomer('5', 'n3')];
  const twice: Changes = {
    scene: {
      steps: [
        {name: 'delete-1', what: 'pod-delete'},
        {name: 'delete-2', what: 'pod-delete'},
      ],
      events: [
        ...around('delete-1', 'pod-delete', [podTarget(one)], [62_000, 67_300, 67_400]),
        ...succession(one, four, [two, three], 62_200),
        ...around('delete-2', 'pod-delete', [podTarget(two)], [75_000, 80_300, 80_400]),
        ...succession(two, five, [three, four], 75_200),
      ],
    },
  };
  t.deepEqual(
    found(check, {...twice, outcome: thin(60)}).map(({verdict}) => verdict),
    ['pass', 'pass'],
  );
  t.is(worst(found(check, {...twice, outcome: thin(30)})), 'inconclusive');
});

test('what was added counts for nothing else: rate, latency, capacity and the rest are those of the load', (t) => {
  const history = memoryTrial({...podDelete(), added: [...added(30), ...added(40, connectionAlone)]});
  const window = [65_000, 82_000] as const;
  t.is(trafficIn(history, [window]).sent, 2040);
  t.is(trafficIn(withAdded(history), [window]).sent, 2040 + 70 * 17);
  t.deepEqual(addedIn(history, [window]), {requests: 510, alone: 680});
  t.true(
    shown(history).includes(
      'Added to a thin load while pods ended, over new connections: 510 × home, 680 × (connection alone)',
    ),
  );
  t.is(withAdded(history), withAdded(history), 'made once');
  const plain = memoryTrial();
  t.is(withAdded(plain), plain);
});
