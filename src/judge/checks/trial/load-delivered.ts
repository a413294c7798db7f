import {factsOf, type LedgerFacts} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {type StageRun, stagesRun} from '../../../history/stages.ts';
import {loadWindow, type Window} from '../../../history/windows.ts';
import {validity} from '../../bounds.ts';
import type {Finding, TrialCheck} from '../../finding.ts';
import {largest, ratio} from '../../observed/load/statistics.ts';
import {secondsOf, trafficIn} from '../../observed/load/traffic.ts';
import {percent, round, span} from '../../../text/units.ts';
import {duration} from '../../../text/duration.ts';

/**
 * Did the engine deliver the planned rate in every stage, on schedule? One that used all of its CPU was the bottleneck.
 * One that was late and did not was kept waiting by the machine: then what is timed in those seconds is not decided, and
 * what only needs the rate is.
 */
export const loadDelivered: TrialCheck = {
  about: 'trial',
  breaks: 'load',
  title: 'Was the planned load delivered?',
  needs: [],
  judge(history) {
    const {ledger} = factsOf(history);
    const stages = stagesRun(history).flatMap((stage) => judgeStage(history, stage));
    const windowMs = loadWindow(history);
    if (ledger === undefined || windowMs === undefined) return stages;
    return [...stages, ...judgeEngine(history, ledger.engine, windowMs)];
  },
};

function judgeEngine(
  history: History,
  {cpuShare, lagP99Ms}: LedgerFacts['engine'],
  windowMs: Window,
): readonly Finding[] {
  const observed = `schedule late by ${duration(lagP99Ms)} (p99), ${percent(cpuShare)} of its CPU used`;
  const common = {
    check: 'load-delivered',
    step: undefined,
    expected: `Late by at most ${duration(validity.engineLagP99Ms)}, at most ${percent(validity.engineCpuShare)} of its CPU`,
    observed,
    windowMs,
    evidence: [],
  } as const;
  if (cpuShare > validity.engineCpuShare || lagP99Ms > validity.engineLateMs) {
    const sentence = `The load generator was the bottleneck: ${observed}`;
    return [{...common, verdict: 'inconclusive', because: 'load-short', sentence}];
  }
  if (lagP99Ms <= validity.engineLagP99Ms)
    return [{...common, verdict: 'pass', sentence: `The load generator kept its schedule: ${observed}`}];
  return lateIn(history, windowMs).map(({window, lagMs, seqs}) => ({
    ...common,
    breaks: 'host',
    verdict: 'inconclusive',
    because: 'host-noisy',
    sentence: `The machine kept the load waiting for up to ${duration(lagMs)} at ${span(window)}: ${observed}. Run again with less beside it`,
    several: 'times the machine kept the load waiting',
    windowMs: window,
    evidence: seqs,
  }));
}

interface Late {
  readonly window: Window;
  readonly lagMs: number;
  readonly seqs: readonly number[];
}

/** The seconds in which the schedule was late, those that follow each other as one; the whole load of older runs. */
function lateIn({events}: History, whole: Window): readonly Late[] {
  const late: Late[] = [];
  const tallies = events.filter((event) => event.kind === 'tally').filter((one) => one.lagMs > validity.engineLagP99Ms);
  for (const {seq, secondMs, lagMs} of tallies) {
    if (secondMs === undefined)
      return [
        {
          window: whole,
          lagMs: largest(
            tallies.map((one) => one.lagMs),
            0,
          ),
          seqs: tallies.map((one) => one.seq),
        },
      ];
    const last = late.at(-1);
    const window: Window = [secondMs, secondMs + 1000 + lagMs];
    if (last === undefined || window[0] > last.window[1]) late.push({window, lagMs, seqs: [seq]});
    else
      late[late.length - 1] = {
        window: [last.window[0], Math.max(last.window[1], window[1])],
        lagMs: Math.max(last.lagMs, lagMs),
        seqs: [...last.seqs, seq],
      };
  }
  return late.length === 0 ? [{window: whole, lagMs: 0, seqs: []}] : late;
}

function judgeStage(history: History, {name, ratePerSecond, rampMs = 0, windowMs}: StageRun): readonly Finding[] {
  if (ratePerSecond === 0) return [];
  const full: Window = [windowMs[0] + rampMs, windowMs[1]];
  const {sent, unsent} = trafficIn(history, [full]);
  const achieved = ratio(sent, secondsOf([full])) ?? 0;
  const isDelivered = achieved / ratePerSecond >= validity.deliveredShare;
  const observed = `${round(achieved)} of ${round(ratePerSecond)} requests per second (${unsent} dropped or cut off)`;
  return [
    {
      check: 'load-delivered',
      step: undefined,
      ...(isDelivered ? {verdict: 'pass'} : {verdict: 'inconclusive', because: 'load-short'}),
      sentence: isDelivered
        ? `Stage ${name} got its load: ${observed}`
        : `Stage ${name} got too little load: ${observed}`,
      expected: `At least ${percent(validity.deliveredShare)} of the planned rate`,
      observed,
      windowMs,
      evidence: [],
    },
  ];
}
