import {readFileSync} from 'node:fs';
import test from 'ava';
import {judge} from '../../src/judge/judge.ts';
import type {Finding} from '../../src/judge/finding.ts';
import {serving} from './defects.ts';
import {goodSubject, usual} from './good.ts';
import {scenarioNamed} from './scenarios.ts';
import {asking, type WorldSubject} from './subject.ts';
import {trialOf} from './trial.ts';

/** What was said of the real podinfo on a real cluster: the findings that count, with the times of those that have some. */
type Recorded = Readonly<
  Record<
    string,
    {
      readonly verdict: Finding['verdict'];
      readonly findings: readonly Pick<Finding, 'check' | 'step' | 'verdict' | 'predictedMs' | 'measuredMs'>[];
    }
  >
>;

const recorded = JSON.parse(readFileSync('test/world/recorded/podinfo.json', 'utf8')) as Recorded;

/** Podinfo as the world has it: its replicas, rates, probes and graces (demo/podinfo/manifests). */
function podinfo(): WorldSubject {
  const subject = goodSubject({
    ...usual,
    rate: 40 / 3,
    startMs: 1000,
    latencyMs: 2,
    readiness: {initialDelay: 0, period: 2, timeout: 1, failures: 2},
    grace: 15,
  });
  const liveness = {periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 3, terminationGracePeriodSeconds: 5};
  const startup = {periodSeconds: 1, timeoutSeconds: 1, failureThreshold: 60};
  return serving((container) => ({
    ...container,
    liveness: asking('/livez', 8080, liveness),
    startup: asking('/started', 8080, startup),
  }))(subject);
}

/** The world's clock and a real cluster's differ by so much, and by this share of a time. */
const apartMs = 3000;
const apartShare = 0.25;

function isNear(one: number, other: number): boolean {
  return Math.abs(one - other) <= Math.max(apartMs, apartShare * Math.max(one, other));
}

for (const [scenario, {verdict, findings}] of Object.entries(recorded)) {
  test(`${scenario}: the world’s podinfo is judged as the one on a real cluster was, at the same times`, async (t) => {
    const trial = judge(await trialOf(scenario, scenarioNamed(scenario), podinfo()));
    t.is(trial.verdict, verdict);
    for (const {check, step, verdict: real, predictedMs, measuredMs} of findings) {
      const name = `${check} ${step ?? ''}`;
      const own = trial.findings.find((one) => one.check === check && one.step === step);
      t.is(own?.verdict, real, name);
      if (predictedMs === undefined || measuredMs === undefined) continue;
      const [soonest = -1, latest = -1] = own?.predictedMs ?? [];
      t.true(
        isNear(soonest, predictedMs[0]) && isNear(latest, predictedMs[1]),
        `${name}: predicted ${soonest} to ${latest}, really ${predictedMs.join(' to ')}`,
      );
      // What a start costs the machine slows a real load down; the world's pods start for nothing.
      const isSooner = check === 'capacity-restored' && (own?.measuredMs ?? Number.POSITIVE_INFINITY) < measuredMs;
      t.true(
        isSooner || isNear(own?.measuredMs ?? -1e6, measuredMs),
        `${name}: measured ${own?.measuredMs}, really ${measuredMs}`,
      );
    }
  });
}
