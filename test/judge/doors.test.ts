import test from 'ava';
import type {History} from '../../src/history/history.ts';
import {judge} from '../../src/judge/judge.ts';
import {runChecks} from '../../src/judge/run-checks.ts';
import {said} from './expect.ts';
import {type Changes, memoryTrial} from './histories/memory.ts';
import {podDelete} from './histories/scenes.ts';
import {deployFacts} from './histories/survival.ts';

const orders = {
  service: 'orders',
  port: 8080,
  timeoutMs: 1000,
  share: 0.5,
  requests: [{name: 'order', method: 'GET', path: '/orders', weight: 1}],
};
const {entry} = deployFacts();

/** A replica is deleted while half of the requests go to another door. */
function byTwoDoors(changes: Changes = {}, every = 2): History {
  const history = memoryTrial({
    ...podDelete(),
    subject: {doors: [orders]},
    deploy: {doors: [{...entry, workload: {...entry.workload, name: 'redis'}, replicas: 1}]},
    ...changes,
  });
  const {columns} = history.requests;
  const request = columns.request.map((name, row) => (row % every === 0 ? 'order' : name));
  return {...history, requests: {...history.requests, columns: {...columns, request}}};
}

const asked = ['stays-up', 'no-failed-requests', 'availability', 'outage-predicted', 'spread'].map((check) => ({
  check,
}));

const verdictsOf = (history: History) =>
  runChecks(history, asked)
    .filter(({check}) => check.about === 'subject')
    .map(({finding}) => finding);

test('by two doors each is judged by its own requests, and what is of the whole subject is said once', (t) => {
  const findings = verdictsOf(byTwoDoors());
  const at = findings.filter(({sentence}) => sentence.startsWith('At orders: '));
  const others = findings.filter((finding) => !at.includes(finding));
  for (const check of ['stays-up', 'availability', 'no-failed-requests', 'outage-predicted/loss']) {
    t.true(
      at.some((one) => one.check === check),
      check,
    );
    t.true(
      others.some((one) => one.check === check),
      check,
    );
  }
  for (const check of ['starts', 'outage-predicted/replaced'])
    t.is(findings.filter((one) => one.check === check).length, 1, check);
  t.false(at.some(({check}) => check.startsWith('spread')));
});

test('a door that is shut does not hide behind one that is open', (t) => {
  const shut = (tMs: number, index: number) => (index % 2 === 0 && tMs > 65_500 && tMs < 69_000 ? 'refused' : 'ok');
  const findings = verdictsOf(byTwoDoors({outcome: shut}));
  const down = findings.filter(({check}) => check === 'stays-up');
  t.deepEqual(
    down.map(({verdict, sentence}) => [verdict, sentence.startsWith('At orders: ')]),
    [
      ['pass', false],
      ['fail', true],
    ],
    down.map(said).join('\n'),
  );
});

test('a second door of which nothing is recorded is never a pass', (t) => {
  const history = byTwoDoors();
  const none = history.requests.columns.request.map(() => 'home');
  const columns = {...history.requests.columns, request: none};
  const at = verdictsOf({...history, requests: {...history.requests, columns}}).filter(({sentence}) =>
    sentence.startsWith('At orders: '),
  );
  t.true(at.length > 0);
  for (const finding of at) t.not(finding.verdict, 'pass', said(finding));
});

test('a load too thin for what ending pods lose is no question at a door behind which none ended', (t) => {
  const thin = (history: History) =>
    verdictsOf(history).find(
      ({check, sentence}) => check === 'no-failed-requests' && sentence.startsWith('At orders: '),
    );
  const other = thin(byTwoDoors({}, 40));
  t.like(other, {verdict: 'inconclusive', because: 'too-few-samples', uncounted: 'not-exercised'});
  // Its own pods are those that end.
  const own = thin(byTwoDoors({deploy: {doors: [entry]}}, 40));
  t.like(own, {verdict: 'inconclusive', because: 'too-few-samples'});
  t.is(own?.uncounted, undefined);
  const told = (history: History): boolean =>
    judge(history).notExercised.some((line) => line.startsWith('Behind Service/orders no pod was taken'));
  t.deepEqual([told(byTwoDoors()), told(byTwoDoors({deploy: {doors: [entry]}}))], [true, false]);
});

test('where nobody sends requests what needs none is judged, and the rest says that it was not exercised', (t) => {
  const given = memoryTrial({
    checks: ['containment', 'no-oom-kill', 'availability'],
    subject: {entry: {service: '', port: 0, timeoutMs: 0, requests: []}, peak: {rps: 0, replicas: 1}},
    without: ({kind}) => kind === 'tally',
  });
  const columns = Object.fromEntries(
    Object.entries(given.requests.columns).map(([name, column]) => [name, column.slice(0, 0)]),
  ) as unknown as History['requests']['columns'];
  const trial = judge({...given, requests: {length: 0, columns}});
  const of = (check: string) => trial.findings.filter((one) => one.check.split('/')[0] === check);
  t.deepEqual([...new Set(of('containment').map(({verdict}) => verdict))], ['pass']);
  for (const finding of [...of('no-oom-kill'), ...of('availability')])
    t.like(finding, {verdict: 'inconclusive', uncounted: 'not-exercised'}, said(finding));
  t.true(of('availability').length > 0);
  t.deepEqual(of('load-delivered'), []);
  t.is(trial.verdict, 'pass', trial.findings.map(said).join('\n'));
  t.true(trial.notExercised.some((line) => line.includes('states no entry')));
});
