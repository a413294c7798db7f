import type {Channel} from '../../history/channels.ts';
import type {History} from '../../history/history.ts';
import {longestOf, type Window, without} from '../../history/windows.ts';
import {controlWindow} from '../observed/faults/effects.ts';
import type {Check, Finding} from '../finding.ts';
import {secondsOf} from '../observed/load/traffic.ts';
import {leastSlackMs} from '../observed/slack.ts';
import {host, wasHealthy} from './trial/host.ts';
import {loadDelivered} from './trial/load-delivered.ts';

/**
 * For a check whose measure a busy machine can only make worse (failed requests, gaps, delays): its pass stands where
 * the machine was busy, its fail does not. A pod that starts takes a whole core for seconds; on two cores nothing could
 * be said of a roll-out otherwise. What the measure is compared with must not be worse by it: where it is the control
 * stage (the finding needs `steady`) that has to be healthy, and a prediction is held without what the sentinel's delay
 * adds to the slack.
 */
export function passesOnBusyHost<Options>(check: Check<Options>): Check<Options> {
  return {
    ...check,
    judge(history, options) {
      const isComparable = hasHealthyControl(history);
      return check.judge(history, options).map((finding) => {
        const needs = finding.needs ?? check.needs;
        return isComparable || !needs.includes('steady') ? withoutHost(finding, needs) : finding;
      });
    },
  };
}

/** The first of some stretches in which the machine was healthy all through. */
export function calmOf<Stretch extends {readonly windowMs: Window}>(
  history: History,
  stretches: readonly Stretch[],
): Stretch | undefined {
  return stretches.find(({windowMs}) => wasHealthy(history, windowMs));
}

/**
 * What is found in some windows, and a fail by the time in which the machine was well where that alone shows it: ten bad
 * seconds of the machine excuse no others.
 */
export function failsInCalm(
  history: History,
  windows: readonly Window[],
  judgeIn: (windows: readonly Window[]) => Finding,
): Finding {
  const finding = judgeIn(windows);
  if (finding.verdict !== 'fail') return finding;
  const calm = without(windows, troubledIn(history));
  const sure = secondsOf(calm) < secondsOf(windows) ? judgeIn(calm) : finding;
  return sure.verdict === 'fail' ? sure : finding;
}

/** The first of some windows in which the machine was in no trouble, and kept no load waiting. */
export function firstCalm(history: History, windows: readonly Window[]): Window | undefined {
  const troubled = troubledIn(history);
  return windows.find((windowMs) => secondsOf(without([windowMs], troubled)) === secondsOf([windowMs]));
}

/** The longest stretch of some windows in which the machine was in no trouble; undefined where it is shorter than `leastMs`. */
export function longestCalm(history: History, windows: readonly Window[], leastMs: number): Window | undefined {
  const longest = longestOf(without(windows, troubledIn(history)));
  return longest !== undefined && longest[1] - longest[0] >= leastMs ? longest : undefined;
}

/** When the machine was in trouble, or kept the load waiting. */
function troubledIn(history: History): readonly Window[] {
  const found = [host, loadDelivered].flatMap((check) => check.judge(history));
  // A window that touches another shares a moment with it.
  return found.flatMap(({because, windowMs: [from, to]}): readonly Window[] =>
    because === 'host-noisy' ? [[from - 1, to + 1]] : [],
  );
}

function hasHealthyControl(history: History): boolean {
  const control = controlWindow(history);
  return control !== undefined && wasHealthy(history, control);
}

function withoutHost(finding: Finding, needs: readonly Channel[]): Finding {
  const {verdict, measuredMs = 0, predictedMs = [0, Number.POSITIVE_INFINITY]} = finding;
  if (verdict !== 'pass' || measuredMs > predictedMs[1] + leastSlackMs) return finding;
  return {...finding, needs: needs.filter((channel) => channel !== 'host')};
}
