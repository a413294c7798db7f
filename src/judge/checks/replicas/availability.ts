import {planMargin, requestsToShow} from '../../../forecast/shares.ts';
import {factsOf, type SubjectFacts} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {stageWindow, type Window} from '../../../history/windows.ts';
import {failsInCalm, passesOnBusyHost} from '../busy-host.ts';
import type {Check, Finding} from '../../finding.ts';
import {ofTrial} from '../../owed.ts';
import {maySlowAsMany, sentinelsIn, slowText} from '../../observed/sentinels.ts';
import {allowText} from '../../predicted/undecided.ts';
import {percentile, wilson} from '../../observed/load/statistics.ts';
import {hull, quietWindows, untouchedWindows} from '../../observed/load/surge.ts';
import {failuresByConnection, failuresText, secondsOf, trafficIn} from '../../observed/load/traffic.ts';
import {percent} from '../../../text/units.ts';
import {duration} from '../../../text/duration.ts';

/** Is the SLO met: availability at the surge without a fault, latency at the load the profile names? */
export const availability: Check = passesOnBusyHost({
  about: 'subject',
  title: 'Is the SLO met without a fault?',
  // An absolute question: one that misses its SLO from the first second fails.
  needs: ['load', 'host'],
  owes: ofTrial('availability', 'availability/latency'),
  judge(history) {
    const {slo} = factsOf(history).trial?.subject ?? {};
    const surge = quietWindows(history);
    const untouched = untouchedWindows(history);
    if (slo === undefined || surge.length === 0) return [];
    const peak = stageWindow(history, 'peak');
    const latencyIn = (windows: readonly Window[]): Finding => judgeLatency(history, slo, windows);
    const lost = withoutFault(history, untouched, surge, (windows) => judgeAvailability(history, slo, windows));
    const slow =
      slo.at === '3x'
        ? withoutFault(history, untouched, surge, latencyIn)
        : failsInCalm(history, peak === undefined ? [] : [peak], latencyIn);
    return [lost, slow];
  },
});

/** What came after a fault may be its aftermath: it helps a pass where the time before it is too short, and fails nothing. */
function withoutFault(
  history: History,
  untouched: readonly Window[],
  all: readonly Window[],
  judgeIn: (windows: readonly Window[]) => Finding,
): Finding {
  const before = failsInCalm(history, untouched, judgeIn);
  if (before.verdict !== 'inconclusive' || untouched.length === all.length) return before;
  const whole = judgeIn(all);
  return whole.verdict === 'pass' ? whole : before;
}

function judgeAvailability(history: History, slo: SubjectFacts['slo'], windows: readonly Window[]): Finding {
  const traffic = trafficIn(history, windows);
  const budget = 1 - slo.availability;
  const name = `The availability of ${percent(slo.availability)} at the surge`;
  return judgeShare(history, {
    of: 'availability',
    expected: `At most ${percent(budget)} of requests failed`,
    bad: traffic.failed,
    sent: traffic.sent,
    budget,
    windows,
    said: failuresText(traffic),
    details: failuresByConnection(traffic),
    name,
  });
}

function judgeLatency(history: History, slo: SubjectFacts['slo'], windows: readonly Window[]): Finding {
  const {latencies, sent} = trafficIn(history, windows);
  const {percentile: rank, ms} = slo.latency;
  const measured = percentile(latencies, rank);
  return judgeShare(history, {
    of: 'latency',
    expected: `p${rank} at ${slo.at} at most ${duration(ms)}`,
    bad: latencies.reduce((slow, latency) => slow + (latency > ms ? 1 : 0), 0),
    sent,
    budget: 1 - rank / 100,
    windows,
    said: measured === undefined ? 'no request ended' : `p${rank} was ${duration(measured)} over ${sent} requests`,
    name: `p${rank} ≤ ${duration(ms)} at ${slo.at}`,
  });
}

interface Share {
  readonly of: 'availability' | 'latency';
  readonly expected: string;
  readonly bad: number;
  readonly sent: number;
  readonly budget: number;
  readonly windows: readonly Window[];
  readonly said: string;
  readonly details?: readonly string[];
  readonly name: string;
}

/** A share against its budget: the whole 95 % interval must lie on one side. */
function judgeShare(
  history: History,
  {of, expected, bad, sent, budget, windows, said, details = [], name}: Share,
): Finding {
  const [low, high] = wilson(bad, sent);
  const common = {
    check: of === 'availability' ? 'availability' : 'availability/latency',
    step: undefined,
    expected,
    observed: said,
    ...(details.length === 0 ? {} : {details}),
    origin: 'profile',
    windowMs: hull(windows),
    seenIn: windows,
    evidence: [],
    margin: {value: (budget - bad / Math.max(1, sent)) / budget, unit: 'of the budget'},
  };
  if (sent > 0 && low > budget) {
    const sentinels = sentinelsIn(history, windows);
    if (of === 'availability' || !maySlowAsMany(sentinels, bad / sent, budget))
      return {...common, verdict: 'fail', sentence: `${name} is missed: ${said}`};
    const sentence = `${name} looks missed (${said}), but ${slowText(sentinels)}. Run again with less beside it`;
    return {...common, verdict: 'inconclusive', because: 'host-noisy', sentence};
  }
  if (sent > 0 && high <= budget) return {...common, verdict: 'pass', sentence: `${name} is met: ${said}`};
  const needed = toDecide(history, {bad, sent, budget}, secondsOf(windows));
  const sentence = `${name} cannot be decided with ${sent} requests (${said}); ${needed}`;
  return {...common, verdict: 'inconclusive', because: 'too-few-samples', sentence};
}

/**
 * How long the same share of bad requests would have to be watched until the interval lies on one side. Where none is
 * bad, it is known before the trial: the plan watches so long within its patience.
 */
function toDecide(
  history: History,
  {bad, sent, budget}: Pick<Share, 'bad' | 'sent' | 'budget'>,
  seconds: number,
): string {
  if (sent === 0) return 'nothing was sent';
  if (bad === 0 && budget > 0) {
    const ms = Math.ceil((seconds * requestsToShow(budget)) / sent) * 1000;
    return `about ${duration(ms)} at this rate would decide${allowText(history, ms * planMargin)}`;
  }
  for (let factor = 2; factor <= 128; factor *= 2) {
    const [low, high] = wilson(bad * factor, sent * factor);
    if (low > budget || high <= budget)
      return `about ${duration(Math.ceil(seconds * factor) * 1000)} at this rate would decide`;
  }
  return 'it is too close to the bound for any reasonable duration';
}
