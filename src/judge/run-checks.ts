import type {Channel} from '../history/channels.ts';
import type {History} from '../history/history.ts';
import {endOf} from '../history/windows.ts';
import type {Json} from '../kubernetes/kube-object.ts';
import {checks, trialChecks} from './checks/checks.ts';
import {type Door, doorsOf, isLoaded} from './doors.ts';
import {factsOf} from '../history/facts.ts';
import {isSame} from '../kubernetes/owners.ts';
import {changesOf} from './observed/account/changes.ts';
import type {Check, Finding, TrialCheck} from './finding.ts';
import type {Judged} from './merge.ts';
import {settled} from './obligations.ts';

/**
 * Runs the always-on checks and those the scenario names. A check that crashes, is unknown or finds nothing is
 * inconclusive, never a pass, and so is every answer that it owes and does not give.
 */
export function runChecks(
  history: History,
  named: readonly {readonly check: string; readonly options?: Json}[],
): readonly Judged[] {
  const wanted = [
    {check: 'starts'},
    ...named.filter(({check}) => check !== 'starts' && !Object.hasOwn(trialChecks, check)),
  ];
  const [entry, ...others] = doorsOf(history);
  const ask = (of: History) => (use: (typeof wanted)[number]) =>
    runCheck(of, use.check, known(use.check), 'options' in use ? use.options : undefined);
  const subject = [
    ...wanted.flatMap(ask(entry.history)),
    ...others.flatMap((door) => wanted.flatMap(ask(door.history)).flatMap((one) => atDoor(door, one))),
  ];
  const trial = Object.entries(trialChecks).flatMap(([name, check]) => runCheck(history, name, check, undefined));
  return isLoaded(history) ? [...subject, ...trial] : unloaded([...subject, ...trial]);
}

/** What is said of the requests at one of several doors, with its name; what is not said of requests was said before. */
function atDoor(door: Door, {finding, check}: Judged): readonly Judged[] {
  if (!needsOf({finding, check}).includes('load')) return [];
  const beside = asksNothingOf(door, finding) ? ({uncounted: 'not-exercised'} as const) : {};
  return [{check, finding: {...finding, ...beside, sentence: `At ${door.service}: ${finding.sentence}`}}];
}

/** That a load is too thin for what pods lose as they end, where none of those behind the door ended. */
function asksNothingOf({history}: Door, {check, because, windowMs: [fromMs, toMs]}: Finding): boolean {
  if (check !== 'no-failed-requests' || because !== 'too-few-samples') return false;
  const own = factsOf(history).deploy?.entry.workload;
  return !changesOf(history).some(
    ({what, workload, tMs}) =>
      what === 'ending' && tMs >= fromMs && tMs < toMs && own !== undefined && isSame(workload, own),
  );
}

/** The checks of the trial that ask about its load. */
const ofLoad: ReadonlySet<string> = new Set<keyof typeof trialChecks>([
  'carried',
  'fair-share',
  'ledger',
  'load-delivered',
  'load-felt',
  'steady',
]);

/** Where nobody sends requests, what only requests could show is not asked, and stands beside the verdict. */
function unloaded(judged: readonly Judged[]): readonly Judged[] {
  const isOfLoad = (channel: Channel | undefined): boolean => channel === 'load' || channel === 'steady';
  const sentence = 'Nobody sends requests: the profile states no entry, and this needs a load';
  return judged.flatMap((one): readonly Judged[] => {
    const {finding, check} = one;
    if (check.about === 'trial') return ofLoad.has(finding.check) ? [] : [one];
    if (!needsOf(one).some(isOfLoad)) return [one];
    const {step, windowMs, of} = finding;
    const asked = {check: finding.check, step, windowMs, ...(of === undefined ? {} : {of})};
    const said = {sentence, expected: 'A load', observed: 'None', evidence: []};
    const beside = {verdict: 'inconclusive', because: 'not-exercised', uncounted: 'not-exercised'} as const;
    return [{check, finding: {...asked, ...said, ...beside}}];
  });
}

function needsOf({finding, check}: Judged): readonly Channel[] {
  return finding.needs ?? check.needs;
}

/** One check on one history: its findings, or one inconclusive finding that says why there are none. */
export function runCheck(
  history: History,
  name: string,
  check: Check | TrialCheck | undefined,
  options: Json | undefined,
): readonly Judged[] {
  if (check === undefined) {
    const sentence = `This version of seatrial has no check ${name}; judge with the version that wrote the history`;
    const finding = noFinding(history, name, 'not-exercised', sentence);
    return [{finding, check: {about: 'subject', needs: []}}];
  }
  try {
    const findings = findingsOf(history, name, check, options);
    if (findings.length > 0) return findings.map((finding) => ({finding: withNumbers(finding), check}));
    const sentence = `Nothing was there to judge for ${name}: the run did not come that far, or recorded nothing`;
    return [{finding: noFinding(history, name, 'not-exercised', sentence), check}];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const sentence = `The check ${name} crashed (${message}); this is a defect of seatrial, please report it`;
    return [{finding: noFinding(history, name, 'check-crashed', sentence), check}];
  }
}

function findingsOf(
  history: History,
  name: string,
  check: Check | TrialCheck,
  options: Json | undefined,
): readonly Finding[] {
  if (check.about === 'trial') return check.judge(history);
  return settled(history, name, check.owes(history) ?? [], check.judge(history, options));
}

/** A bound of nothing leaves no distance that could be told in units of it. */
function withNumbers(finding: Finding): Finding {
  const {margin, ...others} = finding;
  return margin === undefined || Number.isFinite(margin.value) ? finding : others;
}

function known(name: string): Check | undefined {
  return Object.hasOwn(checks, name) ? (checks as Readonly<Record<string, Check>>)[name] : undefined;
}

function noFinding(
  history: History,
  check: string,
  because: 'not-exercised' | 'check-crashed',
  sentence: string,
): Finding {
  return {
    check,
    step: undefined,
    verdict: 'inconclusive',
    because,
    sentence,
    expected: 'A finding',
    observed: 'None',
    windowMs: [0, endOf(history)],
    evidence: [],
  };
}
