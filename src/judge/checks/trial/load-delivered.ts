import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {type StageRun, stagesRun} from '../../../history/stages.ts';
import {loadWindow, type Window} from '../../../history/windows.ts';
import {validity} from '../../bounds.ts';
import type {Finding, TrialCheck} from '../../finding.ts';
import {ratio} from '../../observed/load/statistics.ts';
import {secondsOf, trafficIn} from '../../observed/load/traffic.ts';
import {percent, round} from '../../../text/units.ts';
import {duration} from '../../../text/duration.ts';

/** Did the engine deliver the planned rate in every stage, on schedule? */
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
    const {cpuShare, lagP99Ms} = ledger.engine;
    const isHealthy = lagP99Ms <= validity.engineLagP99Ms && cpuShare <= validity.engineCpuShare;
    const observed = `schedule late by ${duration(lagP99Ms)} (p99), ${percent(cpuShare)} of its CPU used`;
    const engine: Finding = {
      check: 'load-delivered',
      step: undefined,
      ...(isHealthy ? {verdict: 'pass'} : {verdict: 'inconclusive', because: 'load-short'}),
      sentence: isHealthy
        ? `The load generator kept its schedule: ${observed}`
        : `The load generator was the bottleneck: ${observed}`,
      expected: `Late by at most ${duration(validity.engineLagP99Ms)}, at most ${percent(validity.engineCpuShare)} of its CPU`,
      observed,
      windowMs,
      evidence: [],
    };
    return [...stages, engine];
  },
};

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
