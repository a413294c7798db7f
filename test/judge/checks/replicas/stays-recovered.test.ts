import test from 'ava';
import type {Outcome} from '../../../../src/history/tables.ts';
import {first, found, merged, neverPassesWithout, said, worst} from '../../expect.ts';
import {podOf} from '../../histories/survival.ts';
import {containerKill, nothingDone, one, podDelete, powerOff, rollOut} from '../../histories/scenes.ts';

const scenes = {
  podDelete: podDelete(),
  containerKill: containerKill(),
  powerOff: powerOff(),
  rollOut: rollOut(),
  memory: {},
};
/** The stage `after` begins at 90 s and ends at 120 s; `recovery` ends at 140 s. */
const failing = (fromMs: number, toMs: number, every: number, how: Outcome = 'status') => ({
  outcome: (tMs: number, index: number): Outcome => (tMs > fromMs && tMs < toMs && index % every === 0 ? how : 'ok'),
});

for (const [name, scene] of Object.entries(scenes)) {
  test(`stays-recovered: good after ${name}; cut off before it is over it never passes`, (t) => {
    const findings = merged('stays-recovered', scene);
    t.is(worst(findings), 'pass', JSON.stringify(findings));
    t.is(worst(merged('stays-recovered', {...scene, until: 80_000})), 'inconclusive');
  });
}

test('stays-recovered: nothing, and a killed run', (t) => {
  neverPassesWithout(t, 'stays-recovered');
});

test('stays-recovered: where nothing is done to the subject there is nothing to ask', (t) => {
  t.deepEqual(
    found('stays-recovered', nothingDone).map(({verdict, uncounted}) => [verdict, uncounted]),
    [['pass', 'not-applicable']],
  );
});

test('stays-recovered: requests that fail when all is over fail it, whoever is ready, and the stages are named', (t) => {
  const {sentence} = first(t, found('stays-recovered', {...podDelete(), ...failing(92_000, 200_000, 1)}), 'fail');
  t.regex(
    sentence,
    /Deployment\/gateway did not stay well after delete: \d+ of \d+ requests failed .* while nothing was done to it \(after and recovery\)/,
  );
  t.is(worst(found('stays-recovered', {...podDelete(), ...failing(125_000, 200_000, 2)})), 'fail', 'in the last stage');
  t.is(
    worst(found('stays-recovered', {...podDelete(), ...failing(66_000, 88_000, 1)})),
    'pass',
    'not what the fault does',
  );
});

test('stays-recovered: what failed before as well is no aftermath', (t) => {
  t.not(worst(found('stays-recovered', {...podDelete(), ...failing(0, 200_000, 20)})), 'fail');
});

test('stays-recovered: a replica that goes again, or is not back when it is predicted to be, is named', (t) => {
  const also = [[100_000, podOf(one, {ready: false})]] as const;
  const finding = first(t, found('stays-recovered', {...containerKill(), also}), 'fail');
  t.regex(said(finding), /at the end replicas were missing: gateway-abc-1 runs on .* and is not ready/);
  t.is(worst(found('stays-recovered', podDelete({}, 400_000))), 'fail');
});

test('stays-recovered: what fails while a node comes back is the cluster’s', (t) => {
  const late = powerOff({sentinelMs: 104_000, backMs: 105_000});
  t.is(worst(found('stays-recovered', {...late, ...failing(90_000, 103_000, 3)})), 'pass');
  t.is(worst(found('stays-recovered', {...late, ...failing(108_000, 125_000, 3)})), 'fail');
});
