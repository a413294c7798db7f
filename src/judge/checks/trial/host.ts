import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {sentinelSeconds, sentinelSlowMs, slowIn} from '../../../history/records/sentinel-seconds.ts';
import {readingsOf} from '../../../history/state.ts';
import {loadWindow, overlaps, type Window, without} from '../../../history/windows.ts';
import {awayNodes, isAway, returningIn, type AwayNode} from '../../observed/faults/away.ts';
import {validity} from '../../bounds.ts';
import type {Finding, TrialCheck} from '../../finding.ts';
import {largest} from '../../observed/load/statistics.ts';
import {secondsOf} from '../../observed/load/traffic.ts';
import {machineIn} from '../../observed/machine.ts';
import {type Sentinels, sentinelsIn} from '../../observed/sentinels.ts';
import {type Stall, stallsOf} from '../../observed/stalls.ts';
import {percent, span} from '../../../text/units.ts';
import {duration} from '../../../text/duration.ts';

const windowLength = 10_000;
/** Of a window in which a node starts again for nearly all of the time too few sentinels report to be asked, seconds. */
const leastSeconds = 2;

/**
 * Was the machine healthy? Judged by windows of 10 s, so that a bad moment takes only its own time with it. The
 * sentinel of a node that a fault acts on is left out until it answers again, and so are all while a node starts again:
 * that trouble is ours, and nothing of the subject is judged by those seconds.
 */
export const host: TrialCheck = {
  about: 'trial',
  breaks: 'host',
  title: 'Was the machine itself healthy?',
  needs: [],
  judge(history) {
    const load = loadWindow(history);
    if (load === undefined) return [];
    const away = awayNodes(history);
    const returning = returningIn(away);
    const found = windowsOf(load)
      .filter((windowMs) => !isOurs(windowMs, returning))
      .map((windowMs) => judgeWindow(history, windowMs, away));
    const stalled = stallsOf(history).filter(({windowMs}) => overlaps(windowMs, load));
    const noisy = [...found.filter(({verdict}) => verdict !== 'pass'), ...stalled.map(judgeStall)];
    if (noisy.length > 0) return noisy;
    const worst = largest(
      sentinelSeconds(history)
        .filter(({node, tMs}) => !isAway(away, node, tMs))
        .map(({maxMs}) => maxMs),
      0,
    );
    const sentence = `The sentinels answered quickly all the time (slowest answer ${duration(worst)})`;
    return [
      {
        check: 'host',
        step: undefined,
        verdict: 'pass',
        sentence,
        expected,
        observed: `Slowest ${duration(worst)}`,
        windowMs: load,
        evidence: [],
      },
    ];
  },
};

/** Whether a node started again for nearly all of a window. */
function isOurs(windowMs: Window, returning: readonly Window[]): boolean {
  const isTouched = returning.some((one) => overlaps(windowMs, one));
  return isTouched && secondsOf(without([windowMs], returning)) < leastSeconds;
}

/** Whether the machine was healthy all through a stretch. */
export function wasHealthy(history: History, stretch: Window): boolean {
  const away = awayNodes(history);
  return windowsOf(stretch).every((windowMs) => judgeWindow(history, windowMs, away).verdict === 'pass');
}

/** Whether the sentinels of all nodes answered as on a quiet machine in a window, whatever was stolen from it. */
export function sentinelsWell(history: History, windowMs: Window): boolean {
  return isWell(askedIn(history, windowMs, awayNodes(history)));
}

const expected = `Sentinels: at most ${percent(validity.sentinelSlowShare)} of answers slower than ${duration(sentinelSlowMs)} in 10 s, no failed probe; steal at most ${percent(validity.stealShare)}`;

/** With the kubelet's own probes of them that failed. */
function askedIn(history: History, windowMs: Window, away: readonly AwayNode[]): Sentinels {
  const asked = sentinelsIn(history, [windowMs]);
  return {...asked, failed: asked.failed + failedProbes(history, windowMs, away)};
}

function isWell({sent, slow, failed}: Sentinels): boolean {
  return sent > 0 && slow <= Math.max(1, validity.sentinelSlowShare * sent) && failed === 0;
}

function judgeWindow(history: History, windowMs: Window, away: readonly AwayNode[]): Finding {
  const sentinels = askedIn(history, windowMs, away);
  const {seconds, sent, slow, failed} = sentinels;
  const {steal, users, seqs} = machineIn(history, windowMs);
  const common = {
    check: 'host',
    step: undefined,
    expected,
    windowMs,
    evidence: [...seconds.filter((second) => slowIn(second) + second.failed > 0).map(({seq}) => seq), ...seqs],
  };
  const worst = Math.max(0, ...seconds.map(({maxMs}) => maxMs));
  const observed = `slowest sentinel answer ${duration(worst)}, ${slow} of ${sent} slow, ${failed} failed, steal ${percent(steal)}`;
  if (isWell(sentinels) && steal <= validity.stealShare) {
    return {...common, verdict: 'pass', sentence: `The host was healthy at ${span(windowMs)}`, observed};
  }
  const what = sent === 0 ? 'no sentinel reported' : observed;
  const sentence = `The machine itself was in trouble at ${span(windowMs)}: ${what}. Run again with less beside it`;
  const details = users === '' ? {} : {details: [`CPU was used by ${users}`]};
  const several = 'times the machine itself was in trouble';
  return {...common, ...details, several, verdict: 'inconclusive', because: 'host-noisy', sentence, observed: what};
}

/** What stood still can only have made a subject look worse: what passed meanwhile has passed. */
function judgeStall({windowMs, disks, seqs}: Stall): Finding {
  const what = `${disks.join(', ')} completed nothing while requests were in flight`;
  return {
    check: 'host',
    step: undefined,
    verdict: 'inconclusive',
    because: 'host-noisy',
    sentence: `A disk of the machine stood still at ${span(windowMs)}: ${what}. Run again with less beside it`,
    several: 'times a disk of the machine stood still',
    expected: 'No second in which a disk completes nothing while requests are in flight',
    observed: what,
    sparesPasses: true,
    // What was measured up to its begin and from its end on is not concerned.
    windowMs: [windowMs[0] + 1, windowMs[1] - 1],
    evidence: seqs,
  };
}

/** The kubelet's own probes of the sentinels (outside the subject's namespace) that failed. */
function failedProbes(history: History, [from, to]: Window, away: readonly AwayNode[]): number {
  const own = factsOf(history).deploy?.namespace;
  return readingsOf(history, 'Event').filter(({tMs, object}) => {
    const involved = object['involvedObject'] as {readonly name?: string; readonly namespace?: string} | undefined;
    const isSentinel = involved?.namespace !== own && involved?.name?.includes('sentinel') === true;
    const {host = ''} = (object['source'] ?? {}) as {readonly host?: string};
    return isSentinel && object['reason'] === 'Unhealthy' && tMs >= from && tMs < to && !isAway(away, host, tMs);
  }).length;
}

/** A stretch in windows of 10 s; a short rest belongs to the last one. */
function windowsOf([from, to]: Window): readonly Window[] {
  const number = Math.max(1, Math.floor((to - from) / windowLength));
  return Array.from({length: number}, (_, index) => [
    from + index * windowLength,
    index === number - 1 ? to + 1 : from + (index + 1) * windowLength,
  ]);
}
