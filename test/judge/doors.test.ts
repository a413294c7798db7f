import test from 'ava';
import type {HistoryEvent} from '../../src/history/events.ts';
import {factsIn, type LedgerFacts} from '../../src/history/facts.ts';
import type {History} from '../../src/history/history.ts';
import type {RequestRow} from '../../src/history/tables.ts';
import type {Json} from '../../src/kubernetes/kube-object.ts';
import {judge} from '../../src/judge/judge.ts';
import {runChecks} from '../../src/judge/run-checks.ts';
import {said} from './expect.ts';
import {type Changes, memoryTrial} from './histories/memory.ts';
import {around, newcomer, one, podDelete, podTarget, succession, three, two} from './histories/scenes.ts';
import {deployFacts, podOf, pods} from './histories/survival.ts';

const orders = {
  service: 'orders',
  port: 8080,
  timeoutMs: 1000,
  share: 0.5,
  requests: [{name: 'order', method: 'GET', path: '/orders', weight: 1}],
};
const {entry} = deployFacts();

/** What came by each door: as many connections as it had requests over new ones. */
function cameBy(fresh: number, confirmed = fresh) {
  const received = {
    peak: {connections: confirmed / 4, bytesIn: 2.5e5},
    control: {connections: (confirmed * 3) / 4, bytesIn: 1.125e6},
  };
  return {received, answered: {connections: fresh, bytes: 1e5}};
}

/** A replica is deleted while one of so many requests goes to another door. */
function byTwoDoors(changes: Changes = {}, every = 2, confirmed?: number): History {
  const history = memoryTrial({
    ...podDelete(),
    subject: {doors: [{...orders, share: 1 / every}]},
    deploy: {doors: [{...entry, workload: {...entry.workload, name: 'redis'}, replicas: 1}]},
    ...changes,
  });
  const {columns} = history.requests;
  const request = columns.request.map((name, row) => (row % every === 0 ? 'order' : name));
  const rows = {...history.requests, columns: {...columns, request}};
  const fresh = (of: string): number =>
    request.filter((name, row) => name === of && columns.connection[row] === 'new' && columns.outcome[row] === 'ok')
      .length;
  const events = history.events.map((event): HistoryEvent => {
    if (factsIn(event) !== 'ledger') return event;
    const facts = (event as {readonly facts?: unknown}).facts as LedgerFacts;
    const {received, answered} = cameBy(fresh('home'));
    const engine = {...facts.engine, answered};
    const doors = [cameBy(fresh('order'), confirmed)];
    return {...event, facts: {...facts, received, engine, doors} as unknown as Json} as HistoryEvent;
  });
  return {...history, events, requests: rows};
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

/** The verdict of the trial by some checks, and what it says of one of them at the other door. */
function atOrders(history: History, check: string) {
  const trial = judge(history);
  return {
    trial,
    at: trial.findings.find((one) => one.check === check && /^(?:Not decided .*)?At orders: /.test(one.sentence)),
  };
}
/** An SLO that half of the load is enough to show. */
const lenient: Changes = {
  subject: {
    slo: {availability: 0.9, latency: {percentile: 90, ms: 500}, at: '1x'},
    doors: [{...orders, share: 0.5}],
  },
};
const oneCheck = (check: string): Changes => ({...podDelete(), checks: [check]});

test('a door that is steady is not asked by the other: its own requests say whether its control stage can be compared with', (t) => {
  // One in forty is lost all the time, which the SLO of all together allows.
  const slo = {availability: 0.9, latency: {percentile: 90, ms: 500}, at: '1x'} as const;
  const lost = (_tMs: number, index: number) => (index % 40 === 0 ? 'refused' : 'ok');
  for (const check of ['capacity-restored', 'stays-recovered', 'outage-predicted']) {
    const {trial, at} = atOrders(
      byTwoDoors({...oneCheck(check), outcome: lost, subject: {slo, doors: [{...orders, share: 0.025}]}}, 40),
      check === 'outage-predicted' ? 'outage-predicted/loss' : check,
    );
    t.not(at?.verdict, 'pass', check);
    t.not(trial.verdict, 'pass', check);
  }
});

test('a door whose requests were never sent, or of which nothing came to its pods, decides nothing', (t) => {
  const unsent = byTwoDoors(
    {...oneCheck('no-failed-requests'), outcome: (_, index) => (index % 25 === 0 ? 'dropped' : 'ok')},
    25,
  );
  const dropped = atOrders(unsent, 'no-failed-requests');
  t.is(dropped.at?.verdict, 'inconclusive');
  t.is(dropped.trial.verdict, 'inconclusive');
  const elsewhere = atOrders(byTwoDoors({...oneCheck('availability'), ...lenient}, 2, 0), 'availability');
  t.is(elsewhere.at?.verdict, 'inconclusive');
  const told = elsewhere.trial.findings.filter(({check}) => check === 'ledger' || check === 'availability');
  t.true(told.some(({sentence}) => sentence.startsWith("At orders: The subject's side does not confirm the load")));
  t.is(told.find((one) => one.check === 'availability' && one !== elsewhere.at)?.verdict, 'pass');
});

test('what was added beside the load is counted at the entry, where it went', (t) => {
  const extra: RequestRow = {
    plannedMs: 70_000,
    startMs: 70_000,
    latencyMs: 2,
    connection: 'new',
    request: 'home',
    outcome: 'ok',
    status: 200,
  };
  const ledgers = judge(byTwoDoors({...podDelete(), added: [extra]})).findings.filter(({check}) => check === 'ledger');
  t.deepEqual([...new Set(ledgers.map(({verdict}) => verdict))], ['pass'], ledgers.map(said).join('\n'));
});

test('two doors to the same pods owe both what came by either', (t) => {
  const same = byTwoDoors({...oneCheck('availability'), deploy: {doors: [entry]}});
  // The pods counted what came by the first door alone.
  t.not(judge(same).verdict, 'pass');
});

test('a door that is dead fails by its own count, whatever is well beside it', (t) => {
  const reset = (_: number, index: number) => (index % 2 === 0 ? 'reset' : 'ok');
  const dead = byTwoDoors({...oneCheck('availability'), ...lenient, deploy: {doors: [entry]}, outcome: reset}, 2, 1240);
  const {trial, at} = atOrders(dead, 'availability');
  t.is(at?.verdict, 'fail', trial.findings.map(said).join('\n'));
  t.is(trial.verdict, 'fail');
});

test('what is of containers is said once, and by the whole load', (t) => {
  const trial = judge(
    byTwoDoors({...podDelete(), checks: ['memory-headroom', 'memory-leak', 'no-eviction', 'throttling']}),
  );
  for (const {check, sentence} of trial.findings.filter((one) => one.uncounted !== 'trial-check'))
    t.false(sentence.startsWith('At '), `${check}: ${sentence}`);
});

test('by several doors the load of a replica is the share of its door', (t) => {
  const [whole] = judge(memoryTrial(podDelete())).shown;
  const [half] = judge(byTwoDoors()).shown;
  t.is(Number.parseFloat(half ?? ''), Number.parseFloat(whole ?? '') / 2);
});

/** The same trial of a subject that nobody sends requests to. */
function unasked(changes: Changes): History {
  const given = memoryTrial({
    subject: {entry: {service: '', port: 0, timeoutMs: 0, requests: []}, peak: {rps: 0, replicas: 1}},
    without: ({kind}) => kind === 'tally',
    ...changes,
  });
  const columns = Object.fromEntries(
    Object.entries(given.requests.columns).map(([name, column]) => [name, column.slice(0, 0)]),
  ) as unknown as History['requests']['columns'];
  return {...given, requests: {length: 0, columns}};
}

test('what fails at another door without a request that failed is not passed over', (t) => {
  const young = [newcomer('4', 'n1'), newcomer('5', 'n3'), newcomer('6', 'n4')];
  const olds = [one, two, three];
  const events = [
    ...around('delete', 'pod-delete', olds.map(podTarget), [65_000, 72_000, 72_100]),
    ...olds.flatMap((old, index) => succession(old, young[index] ?? one, [], 65_200, 4000)),
  ];
  const redis = {...entry, workload: {...entry.workload, name: 'redis'}, replicas: 1};
  const history = byTwoDoors({
    scene: {steps: [{name: 'delete', what: 'pod-delete'}], events},
    deploy: {entry: redis, doors: [entry]},
  });
  const failed = verdictsOf(history).filter(({check, verdict}) => check === 'no-failed-requests' && verdict === 'fail');
  t.is(failed.length, 1);
  t.regex(failed[0]?.sentence ?? '', /^At orders: delete left no replica ready for /);
});

test('where nobody sends requests what needs none is judged, and the rest says that it was not exercised', (t) => {
  const trial = judge(unasked({checks: ['containment', 'no-oom-kill', 'availability']}));
  const of = (check: string) => trial.findings.filter((one) => one.check.split('/')[0] === check);
  t.deepEqual([...new Set(of('containment').map(({verdict}) => verdict))], ['pass']);
  for (const finding of [...of('no-oom-kill'), ...of('availability')])
    t.like(finding, {verdict: 'inconclusive', uncounted: 'not-exercised'}, said(finding));
  t.true(of('availability').length > 0);
  t.deepEqual(of('load-delivered'), []);
  t.is(trial.verdict, 'pass', trial.findings.map(said).join('\n'));
  t.true(trial.notExercised.some((line) => line.includes('states no entry')));
});

const gateways = pods.filter(({app}) => app === 'gateway');
/** All gateways end again and again from 45 s on. */
const crashing: Changes['also'] = gateways.flatMap((pod) => [
  [45_000, podOf(pod, {ended: true, ready: false, reason: 'Error'})] as const,
  [47_000, podOf(pod, {restarts: 1, ready: false})] as const,
  [55_000, podOf(pod, {restarts: 2, ready: false, ended: true, reason: 'Error'})] as const,
]);
const nothingDone = {scene: {steps: [], events: []}};

test('where nobody sends requests, replicas that crash or are lost fail all the same', (t) => {
  const verdict = (changes: Changes): string => {
    const trial = judge(unasked(changes));
    return `${trial.verdict}: ${trial.findings
      .filter((one) => one.verdict === 'fail')
      .map(({check}) => check)
      .join(', ')}`;
  };
  t.is(verdict({...nothingDone, checks: ['capacity-restored'], also: crashing}), 'fail: capacity-restored');
  t.is(verdict({...podDelete(), checks: ['liveness-holds'], also: crashing}), 'fail: liveness-holds/surge');
  const lost: Changes['also'] = gateways
    .slice(1, 2)
    .map((pod) => [100_000, podOf(pod, {ended: true, ready: false, reason: 'Error'})]);
  t.is(verdict({...podDelete(), checks: ['stays-recovered'], also: lost}), 'fail: stays-recovered');
  t.is(verdict({...podDelete(), checks: ['stays-recovered', 'capacity-restored']}), 'pass: ');
});

test('where nobody sends requests and the scenario asks nothing else, nothing is decided', (t) => {
  const trial = judge(unasked({...podDelete(), checks: ['availability', 'stays-up']}));
  t.is(trial.verdict, 'inconclusive');
  t.deepEqual(trial.because, ['not-exercised']);
});
