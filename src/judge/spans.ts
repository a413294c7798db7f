import type {History} from '../history/history.ts';
import {stagesRun} from '../history/stages.ts';
import {phaseWindow} from '../history/windows.ts';
import {percentile} from './observed/load/statistics.ts';
import {trafficIn} from './observed/load/traffic.ts';
import type {Trial} from './trial.ts';

/** Each stage that ran, with its requests and latencies from the planned send time (ms; 0 without requests). */
export function measuredStages(history: History): Trial['stages'] {
  return stagesRun(history).map(({name, peaks, ratePerSecond, windowMs}) => {
    const {sent, failed, latencies} = trafficIn(history, [windowMs]);
    const at = (rank: number): number => percentile(latencies, rank) ?? 0;
    return {name, peaks, ratePerSecond, windowMs, requests: sent, failed, p50Ms: at(50), p99Ms: at(99)};
  });
}

/** Each phase that ran. */
export function phasesOf(history: History): Trial['phases'] {
  const names = history.events.flatMap((event) => (event.kind === 'phase' && event.is === 'begun' ? [event.name] : []));
  return [...new Set(names)].flatMap((name) => {
    const windowMs = phaseWindow(history, name);
    return windowMs === undefined ? [] : [{name, windowMs}];
  });
}
