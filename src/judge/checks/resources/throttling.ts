import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import type {Window} from '../../../history/windows.ts';
import {resourceOf} from '../../../kubernetes/containers.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {parseQuantity} from '../../../kubernetes/quantities.ts';
import {boundOf} from '../../bounds.ts';
import type {Check, Finding} from '../../finding.ts';
import {calmOf} from '../busy-host.ts';
import {fixOf} from '../../fixes/fix.ts';
import {toMilli} from '../../fixes/measured.ts';
import {containerIn, inContainer} from '../../fixes/objects.ts';
import {ofContainers} from '../../owed.ts';
import {limitOf} from '../../observed/pods/limits.ts';
import {rise, podsOf, seriesIn, type ContainerSeries} from '../../observed/load/series.ts';
import {percentile} from '../../observed/load/statistics.ts';
import {hull, surgeWindows} from '../../observed/load/surge.ts';
import {trafficIn} from '../../observed/load/traffic.ts';
import {percent} from '../../../text/units.ts';
import {duration} from '../../../text/duration.ts';

const windowMs = 30_000;

/** Is a container throttled so much that callers feel it? Throttling that nobody feels is only told. */
export const throttling: Check = {
  about: 'subject',
  title: 'Does a CPU limit slow the subject down at the surge?',
  needs: ['load', 'node', 'host'],
  owes: (history) => ofContainers(history, 'throttling'),
  judge(history) {
    return seriesIn(history, surgeWindows(history)).map((container) => judgeContainer(history, container));
  },
};

function judgeContainer(history: History, {of, replicas}: ContainerSeries): Finding {
  const {latency} = factsOf(history).trial?.subject.slo ?? {};
  const bound = boundOf(history, 'throttledShare');
  const all = replicas
    .flatMap(({pod, rows}) => stretchesOf(history, rows).map((stretch) => ({...stretch, pod})))
    .toSorted((one, other) => other.share - one.share);
  const over = all.filter(({share}) => share > bound.value);
  const slow = over.find(({windowMs: seen}) => latency !== undefined && (latencyIn(history, seen) ?? 0) > latency.ms);
  // The one that callers felt counts, however much worse others were.
  const worst = slow ?? all[0];
  const common = {
    check: 'throttling',
    step: undefined,
    of,
    pods: podsOf(replicas),
    expected: `At most ${percent(bound.value)} of periods throttled over 30 s, or the latency SLO met meanwhile`,
    origin: bound.origin,
    evidence: [],
  };
  if (worst === undefined && limitOf(history, of, 'cpu') !== undefined) {
    const sentence = `${nameOf(of)} has a CPU limit, but no CPU period of it was counted: whether it was throttled is not known`;
    return {
      ...common,
      verdict: 'inconclusive',
      because: 'too-few-samples',
      sentence,
      observed: 'No period counted',
      windowMs: hull(surgeWindows(history)),
    };
  }
  if (worst === undefined) {
    const sentence = `${nameOf(of)} has no CPU limit, so it is not throttled`;
    return {...common, verdict: 'pass', sentence, observed: 'No period counted', windowMs: hull(surgeWindows(history))};
  }
  const observed = `${percent(worst.share)} in ${worst.pod}`;
  const judged = {
    ...common,
    windowMs: worst.windowMs,
    observed,
    margin: {value: (bound.value - worst.share) / bound.value, unit: 'of the bound'},
  };
  if (worst.share <= bound.value) {
    // On a busy machine it gets less CPU, and so may meet its limit less: a pass rests on a stretch that was not.
    const calm = calmOf(history, all);
    return {
      ...judged,
      ...(calm === undefined ? {} : {windowMs: calm.windowMs, needs: ['load', 'node'] as const}),
      verdict: 'pass',
      sentence: `${nameOf(of)} was throttled in at most ${percent(worst.share)} of its CPU periods`,
    };
  }
  const measured = latencyIn(history, worst.windowMs);
  if (latency === undefined || measured === undefined) {
    const sentence = `${nameOf(of)} was throttled in ${percent(worst.share)} of its CPU periods, and no request ended then: whether callers felt it is not known`;
    return {...judged, verdict: 'inconclusive', because: 'too-few-samples', sentence};
  }
  const told = `p${latency.percentile} then: ${duration(measured)}`;
  if (slow === undefined) {
    const sentence = `${nameOf(of)} was throttled in ${percent(worst.share)} of its CPU periods, and callers did not feel it (${told})`;
    return {...judged, verdict: 'pass', sentence};
  }
  return {
    ...judged,
    verdict: 'fail',
    several: 'containers were throttled while the latency SLO was missed',
    sentence: `${nameOf(of)} was throttled in ${percent(worst.share)} of its CPU periods while the latency SLO was missed (${told}, SLO ${duration(latency.ms)})`,
    ...fixFor(history, of, worst),
  };
}

/**
 * A limit of all that it used in that stretch and would have used while it was throttled; accepted when that is more than
 * the one it has.
 */
function fixFor(history: History, of: ObjectRef, {neededCores}: Stretch): Pick<Finding, 'fix'> {
  const limit = limitOf(history, of, 'cpu');
  const wanted = toMilli(neededCores);
  return fixOf(history, inContainer(history, of, 'resources.limits.cpu', wanted), (after) => {
    const container = containerIn(after, of);
    const then = container === undefined ? undefined : parseQuantity(resourceOf(container, 'limits', 'cpu'));
    return limit !== undefined && then !== undefined && then > limit;
  });
}

interface Stretch {
  readonly share: number;
  readonly windowMs: Window;
  /** What it used and what it was kept from using, cores. */
  readonly neededCores: number;
}

/** The latency of the SLO's percentile in a stretch, ms; undefined when no request ended. Of whole seconds, so that replicas share them. */
function latencyIn(history: History, [from, to]: Window): number | undefined {
  const {latency} = factsOf(history).trial?.subject.slo ?? {};
  const whole = [Math.floor(from / 1000) * 1000, Math.ceil(to / 1000) * 1000] as const;
  return percentile(trafficIn(history, [whole]).latencies, latency?.percentile ?? 99);
}

/** Every stretch of 30 s (or all there is, when shorter) with its share of throttled periods. */
function stretchesOf(history: History, rows: readonly number[]): readonly Stretch[] {
  const {tMs, periods, throttled, cpuUs, throttledUs} = history.samples.columns;
  let first = 0;
  return rows.flatMap((row, last) => {
    while ((tMs[row] ?? 0) - (tMs[rows[first] ?? 0] ?? 0) > windowMs) first += 1;
    const part = rows.slice(first, last + 1);
    const isFull = (tMs[row] ?? 0) - (tMs[part[0] ?? 0] ?? 0) >= windowMs - 1500 || last === rows.length - 1;
    const passed = rise(periods, part);
    if (!isFull || passed <= 0) return [];
    const tookMs = rise(tMs, part);
    return [
      {
        share: rise(throttled, part) / passed,
        windowMs: [tMs[part[0] ?? 0] ?? 0, tMs[row] ?? 0] as const,
        neededCores: tookMs <= 0 ? 0 : (rise(cpuUs, part) + rise(throttledUs, part)) / (1000 * tookMs),
      },
    ];
  });
}
