import test from 'ava';
import {trialChecks} from '../../../../src/judge/checks/checks.ts';
import {first, found, merged, neverPassesWithout, worst} from '../../expect.ts';
import type {EventBody} from '../../../../src/history/events.ts';
import type {Outcome} from '../../../../src/history/tables.ts';
import type {Json} from '../../../../src/kubernetes/kube-object.ts';
import type {Changes} from '../../histories/memory.ts';
import {sliceOf} from '../../histories/objects.ts';
import {one} from '../../histories/scenes.ts';
import {podOf, pods} from '../../histories/survival.ts';

for (const name of Object.keys(trialChecks) as (keyof typeof trialChecks)[]) {
  test(`${name}: a good trial passes, nothing does not, and it never fails`, (t) => {
    t.is(worst(found(name)), 'pass');
    neverPassesWithout(t, name);
    for (const until of [20_000, 65_350, 100_000])
      t.not(worst(found(name, {until, outcome: () => 'timed-out'})), 'fail');
  });
}

/** Changes facts of the last phase. */
const ledger = (change: Readonly<Record<string, Json>>) => ({
  rewrite: (body: EventBody): EventBody =>
    body.kind === 'phase' && body.name === 'collect' && body.is === 'ended'
      ? {...body, facts: {...(body.facts as object), ...change}}
      : body,
});

const engine = {cpuShare: 0.3, lagP99Ms: 1, lagMaxMs: 9, newConnections: 2480};

test('ledger: a row too few, a subject that received less, a run that never counted', (t) => {
  t.regex(
    first(t, found('ledger', ledger({planned: {peak: 12_401}})), 'inconclusive').sentence,
    /12401 requests were planned, 12400 rows/,
  );
  const less = first(t, found('ledger', ledger({received: {peak: {connections: 2300, bytesIn: 1}}})), 'inconclusive');
  t.is(less.because, 'no-receipt');
  t.is(worst(found('ledger', ledger({received: {}}))), 'inconclusive');
  t.is(first(t, found('ledger', {until: 139_000}), 'inconclusive').because, 'cut-off');
});

test('ledger: what was added has counts of its own, which must agree too', (t) => {
  const row = {
    plannedMs: 65_000,
    startMs: 65_000,
    latencyMs: 2,
    connection: 'new',
    request: 'home',
    status: 200,
  } as const;
  const added = [
    {...row, outcome: 'ok'},
    {...row, outcome: 'refused', status: 0},
  ] as const;
  t.regex(
    found('ledger', {added})
      .map(({verdict, sentence}) => `${verdict} ${sentence}`)
      .join('\n'),
    /^pass 12400 requests .*\npass 2 connections were added, and all are accounted for\npass The subject received/,
  );
  const short = ledger({added: {planned: 3, rows: {ok: 1, refused: 1}}});
  t.like(first(t, found('ledger', {added, ...short}), 'inconclusive'), {
    because: 'load-short',
    sentence: '3 connections were added, 2 rows counted and 2 stored',
  });
  t.is(worst(found('ledger', ledger({added: {planned: 2, rows: {ok: 2}}}))), 'inconclusive', 'rows that are not there');
});

test('ledger: more than was sent is no doubt that it arrived: loopback inside the pods, other callers', (t) => {
  const received = (times: number, bytesIn = 1e6) => ({received: {peak: {connections: times * 2480, bytesIn}}});
  for (const times of [1, 1.06, 2, 40]) t.is(worst(found('ledger', ledger(received(times)))), 'pass', `${times} times`);
  const answered = {connections: 2480, bytes: 500_000};
  t.is(worst(found('ledger', ledger({engine: {...engine, answered}, ...received(2)}))), 'pass');
  const inside = found('ledger', ledger({engine: {...engine, answered}, ...received(2, 200_000)}));
  t.regex(first(t, inside, 'inconclusive').sentence, /500000 bytes answered, 200000 received from outside the pods/);
});

test('ledger: a connection that never carried an answer is owed by nobody: an outage in which all hang is no doubt', (t) => {
  const received = {peak: {connections: 1500, bytesIn: 1e6}};
  const at = (connections: number) =>
    worst(found('ledger', ledger({engine: {...engine, answered: {connections, bytes: 300_000}}, received})));
  t.deepEqual([1500, 1570, 2480, 0].map(at), ['pass', 'pass', 'inconclusive', 'inconclusive']);
});

/** Nothing is ever answered. */
const deaf = (
  outcome: Outcome,
  newConnections: number,
  received: Readonly<Record<string, {readonly connections: number; readonly bytesIn: number}>>,
) => ({
  ...ledger({engine: {...engine, newConnections, answered: {connections: 0, bytes: 0}}, received}),
  outcome: () => outcome,
});
/** Bytes by stage, so many a second: probes, and the load. */
const bytesOf = (peak: number, control: number, recovery: number) => ({
  peak: {connections: 0, bytesIn: 20 * peak},
  control: {connections: 0, bytesIn: 30 * control},
  recovery: {connections: 0, bytesIn: 20 * recovery},
});
const syns = bytesOf(2000 + 40 * 74, 2000 + 120 * 74, 2000 + 40 * 74);

test('ledger: of who answers nothing the fails stand where the load came as far as the pods, and no pass does', (t) => {
  const hung = first(t, found('ledger', deaf('timed-out', 2480, bytesOf(20_000, 60_000, 20_000))), 'inconclusive');
  t.like(hung, {because: 'not-steady', sparesFails: true});
  const refused = first(t, found('ledger', deaf('refused', 0, syns)), 'inconclusive');
  t.is(refused.sparesFails, true);
  t.regex(
    refused.sentence,
    /^No request was answered, though the load came as far as the entry's pods \(74 bytes for each request more\)/,
  );
  for (const [name, verdict] of [
    ['availability', 'fail'],
    ['memory-headroom', 'inconclusive'],
  ] as const)
    t.is(worst(merged(name, deaf('refused', 0, syns)).filter(({check}) => check === name)), verdict, name);
});

test('ledger: of who answers nothing nothing is decided where the way to the pods may be broken', (t) => {
  const lost = [
    deaf('timed-out', 2480, bytesOf(2000, 2000, 2000)),
    deaf('refused', 0, bytesOf(2000, 2000, 2000)),
    // A burst of other bytes, which did not fall with the load.
    deaf('refused', 0, bytesOf(2000, 12_000, 12_000)),
    deaf('refused', 0, {}),
  ];
  for (const changes of lost) {
    const finding = first(t, found('ledger', changes), 'inconclusive');
    t.like(finding, {because: 'no-receipt', sparesFails: undefined});
    t.regex(finding.sentence, /nothing shows that the load came as far as the entry's pods/);
    t.is(worst(merged('availability', changes)), 'inconclusive');
  }
});

test('load-felt and fair-share: where nothing is answered no fail is taken away', (t) => {
  const flat = {sample: (_pod: unknown, tMs: number) => ({cpuUs: tMs * 20})};
  const felt = first(
    t,
    found('load-felt', {...deaf('refused', 0, bytesOf(1000, 1000, 1000)), ...flat}),
    'inconclusive',
  );
  t.is(felt.sparesFails, true);
  const none = {
    rewrite: (body: EventBody): EventBody =>
      body.kind === 'answer' && body.step === 'entry-pod'
        ? {...body, answer: {...body.answer, answer: {...(body.answer.answer as object), passiveOpens: 0}}}
        : body,
  };
  const spares = (changes: Changes): unknown => first(t, found('fair-share', changes), 'inconclusive').sparesFails;
  t.is(spares({...none, outcome: () => 'refused'}), true);
  t.is(spares(none), undefined, 'all was answered');
  t.is(spares({...idle(0), outcome: () => 'timed-out'}), undefined, 'some took connections');
});

test('load-delivered: too little in one stage breaks that stage alone; an engine that is busy or far too late breaks all', (t) => {
  const short = found('load-delivered', {
    outcome: (tMs, index) => (tMs > 90_000 && tMs < 120_000 && index % 10 === 0 ? 'dropped' : 'ok'),
  });
  t.deepEqual(
    short.filter(({verdict}) => verdict !== 'pass').map(({because, windowMs}) => [because, Math.round(windowMs[0])]),
    [['load-short', 90_000]],
  );
  for (const bad of [{cpuShare: 0.99}, {lagP99Ms: 1200}]) {
    const one = first(t, found('load-delivered', ledger({engine: {...engine, ...bad}})), 'inconclusive');
    t.is(one.because, 'load-short');
    t.is(one.breaks, undefined, 'the load');
  }
});

test('load-delivered: an idle engine that is late was kept waiting by the machine, in the seconds in which it was', (t) => {
  const tally = (secondMs: number | undefined, lagMs: number): EventBody => ({
    kind: 'tally',
    ...(secondMs === undefined ? {} : {secondMs}),
    planned: 120,
    outcomes: {ok: 120},
    lagMs,
  });
  const late = {engine: {...engine, lagP99Ms: 80}};
  const tallies = [tally(60_000, 3), tally(70_000, 90), tally(71_000, 400), tally(72_000, 2), tally(95_000, 60)];
  const lateOnes = (...those: readonly EventBody[]) =>
    found('load-delivered', {...ledger(late), also: those.map((body) => [130_000, body] as const)}).filter(
      ({verdict}) => verdict !== 'pass',
    );
  t.deepEqual(
    lateOnes(...tallies).map(({because, breaks, windowMs}) => [because, breaks, windowMs]),
    [
      ['host-noisy', 'host', [70_000, 72_400]],
      ['host-noisy', 'host', [95_000, 96_060]],
    ],
  );
  const [older] = lateOnes(tally(undefined, 90));
  t.deepEqual(older?.windowMs, found('load-delivered').at(-1)?.windowMs, 'all of an older run');
});

test('load-felt: neither CPU nor bytes rose', (t) => {
  const flat = {sample: (_pod: unknown, tMs: number) => ({cpuUs: tMs * 20})};
  t.is(worst(found('load-felt', flat)), 'pass', 'the bytes rose');
  const received = {peak: {connections: 1, bytesIn: 1e6}, control: {connections: 1, bytesIn: 1.6e6}};
  t.is(first(t, found('load-felt', {...flat, ...ledger({received})}), 'inconclusive').because, 'load-not-felt');
  const refused = (tMs: number) => (tMs > 32_000 && tMs < 60_000 ? ('timed-out' as const) : ('ok' as const));
  const broken = found('load-felt', {...flat, ...ledger({received}), outcome: refused});
  t.is(worst(broken), 'pass', 'who breaks down under the surge has felt it');
});

test('load-felt: where probes are most of CPU and bytes, the connections without them tell', (t) => {
  const flat = {sample: (_pod: unknown, tMs: number) => ({cpuUs: tMs * 20})};
  const felt = (peak: number, control: number) => {
    const received = {peak: {connections: peak, bytesIn: 1e6}, control: {connections: control, bytesIn: 1.6e6}};
    return found('load-felt', {...flat, ...ledger({received})});
  };
  t.regex(first(t, felt(160, 720), 'pass').sentence, /CPU × 1, received bytes × 1\.1, connections × 3$/);
  t.is(worst(felt(480, 720)), 'inconclusive', 'as many at the peak already');
  t.is(worst(felt(1, 20)), 'inconclusive', 'not those that the engine opened');
  t.is(worst(felt(0, 720)), 'inconclusive', 'none at the peak');
});

/** Slows the connections of one gateway down to a share of the others'. */
const idle = (share: number, fromMs = 0) => ({
  rewrite: (body: EventBody): EventBody => {
    if (body.kind !== 'answer' || body.step !== 'entry-pod' || body.answer.of?.name !== 'gateway-abc-1') return body;
    const counted = body.answer.answer as {readonly tMs: number; readonly passiveOpens: number};
    return counted.tMs < fromMs
      ? body
      : {...body, answer: {...body.answer, answer: {...counted, passiveOpens: share * counted.passiveOpens}}};
  },
});

test('fair-share: a replica that idles in control, not one that a fault took away later', (t) => {
  // The kubelet's own probe, one connection a second, is taken off.
  t.regex(
    first(t, found('fair-share', idle(0.2)), 'inconclusive').sentence,
    /gateway-abc-1 got 12\.3 % of its fair share/,
  );
  t.is(worst(found('fair-share', idle(0))), 'inconclusive');
  t.is(worst(found('fair-share', idle(0, 65_000))), 'pass');
  const left = [
    [40_000, podOf(one, {ready: false})],
    [40_100, sliceOf(pods, [one])],
  ] as const;
  t.is(worst(found('fair-share', {...idle(0.2), also: left})), 'pass', 'one that its readiness took out');
  t.is(
    worst(found('fair-share', {without: (body) => body.kind === 'answer' && body.step === 'entry-pod'})),
    'inconclusive',
  );
});

const isFault = (body: EventBody, is: string): boolean => body.kind === 'fault' && body.is === is;

test('receipts: unproved, not exercised with its reason, and never begun', (t) => {
  const unproved = {
    rewrite: (body: EventBody): EventBody =>
      body.kind === 'fault' && body.is === 'proved' ? {...body, is: 'unproved'} : body,
  };
  t.is(first(t, found('receipts', unproved), 'inconclusive').because, 'no-receipt');
  const also = [
    [65_000, {kind: 'fault', step: 'memory-exhaustion', is: 'not-exercised', facts: {why: 'no room'}}],
  ] as const;
  const not = found('receipts', {without: (body) => body.kind === 'fault' && !isFault(body, 'not-exercised'), also});
  t.regex(first(t, not, 'inconclusive').sentence, /not exercised: no room/);
  t.is(
    first(t, found('receipts', {without: (body) => body.kind === 'fault'}), 'inconclusive').because,
    'not-exercised',
  );
});

test('gaps: told twice is one, with its whole length; on the node a fault acts on it is explained', (t) => {
  const gap = {kind: 'gap', channel: 'node', of: {kind: 'Node', name: 'n1'}, fromMs: 65_100} as const;
  const also = [
    [68_000, gap],
    [70_000, gap],
  ] as const;
  const findings = found('gaps', {also});
  t.is(findings.length, 1);
  t.like(findings[0], {breaks: 'node', windowMs: [65_100, 70_000]});
  const onNode = (body: EventBody): EventBody =>
    body.kind === 'fault' && body.is === 'marked'
      ? {...body, facts: {fault: 'node-kill', targets: [{kind: 'node', name: 'n1', uid: 'n', node: 'n1'}]}}
      : body;
  t.is(worst(found('gaps', {also, rewrite: onNode})), 'pass');
});

test('host: one slow answer in ten seconds is borne, more, a failed probe, steal or silence are not', (t) => {
  const quiet = {p99Ms: 4, maxMs: 6, sent: 10, failed: 0};
  const at = (second: number, answer: Partial<typeof quiet> | undefined) => ({
    sentinel: (tMs: number) => (tMs === second ? (answer === undefined ? undefined : {...quiet, ...answer}) : quiet),
  });
  t.is(worst(found('host', at(65_000, {p99Ms: 70, maxMs: 70}))), 'pass');
  t.is(
    worst(found('host', at(65_000, {p99Ms: 150, maxMs: 150}))),
    'pass',
    'what killing and starting one container costs the machine',
  );
  const stall = found('host', at(65_000, {p99Ms: 600, maxMs: 600}));
  t.deepEqual(
    stall.map(({windowMs, because}) => [...windowMs, because]),
    [[60_000, 70_000, 'host-noisy']],
  );
  t.regex(stall[0]?.details?.[0] ?? '', /CPU was used by hog \(1 cores\)/);
  t.is(worst(found('host', at(65_000, {failed: 1}))), 'inconclusive');
  t.is(worst(found('host', {sentinel: (tMs) => (tMs < 60_000 ? quiet : undefined)})), 'inconclusive');
  const steal = (body: EventBody): EventBody =>
    body.kind === 'answer' && body.step === 'host'
      ? {...body, answer: {question: 'host', answer: {stealShare: 0.2}}}
      : body;
  t.is(worst(found('host', {rewrite: steal})), 'inconclusive');
});

test('steady: failures until the end of the peak stage leave the rest of the trial undecided', (t) => {
  const finding = first(
    t,
    found('steady', {outcome: (tMs, index) => (tMs > 28_000 && tMs < 29_000 && index % 2 === 0 ? 'status' : 'ok')}),
    'inconclusive',
  );
  t.is(finding.because, 'not-steady');
  t.deepEqual(finding.windowMs, [10_000, 142_000]);
});
