import type {History} from '../history/history.ts';
import {endOf} from '../history/windows.ts';
import type {Json} from '../kubernetes/kube-object.ts';
import {checks, loadChecks, trialChecks} from './checks/checks.ts';
import {type Door, doorsOf} from './doors.ts';
import {isLoaded} from '../history/service-uses.ts';
import {isSame} from '../kubernetes/owners.ts';
import {trafficIn} from './observed/load/traffic.ts';
import {entryEndsIn} from './observed/load/exposure.ts';
import type {Check, Finding, TrialCheck} from './finding.ts';
import {type Judged, needsOf} from './merge.ts';
import {settled} from './obligations.ts';
import {unloaded} from './unloaded.ts';

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
  const doors = doorsOf(history);
  const ask = (of: History) => (use: (typeof wanted)[number]) =>
    runCheck(of, use.check, known(use.check), 'options' in use ? use.options : undefined);
  const judged = [
    ...wanted.filter(({check}) => doors.length === 0 || !ofRequests.has(check)).flatMap(ask(history)),
    ...Object.entries(trialChecks)
      .filter(([name]) => doors.length === 0 || !ofOneLoad.has(name))
      .flatMap(([name, check]) => runCheck(history, name, check, undefined)),
    ...atDoors(
      doors.map((door) => ({
        door,
        judged: [
          ...wanted.filter(({check}) => ofRequests.has(check)).flatMap(ask(door.history)),
          ...Object.entries(trialChecks)
            .filter(([name]) => loadChecks.has(name))
            .flatMap(([name, check]) => runCheck(door.history, name, check, undefined)),
        ],
      })),
    ),
  ];
  return isLoaded(history) ? judged : unloaded(judged);
}

/** The checks that are of requests, and so of each door. */
const ofRequests: ReadonlySet<string> = new Set<keyof typeof checks>([
  'availability',
  'capacity-restored',
  'degrades',
  'fails-fast',
  'no-failed-requests',
  'outage-predicted',
  'recovers',
  'stays-recovered',
  'stays-up',
]);

/** The checks of the load that say nothing of several doors together. */
const ofOneLoad: ReadonlySet<string> = new Set<keyof typeof trialChecks>(['fair-share', 'load-felt', 'steady']);

/** What is said at several doors, the entry first, with their names; what is the same at the entry is said once. */
function atDoors(doors: readonly {readonly door: Door; readonly judged: readonly Judged[]}[]): readonly Judged[] {
  const [entry] = doors;
  return doors.flatMap(({door, judged}) =>
    judged.flatMap((one): readonly Judged[] => {
      const {check, finding} = one;
      const isOfLoad = check.about === 'trial' || needsOf(one).includes('load');
      const own = {check, ...(isOfLoad ? {door: door.service} : {})};
      if (door === entry?.door) return [{...own, finding}];
      if (!isOfLoad && entry?.judged.some((other) => isSameFinding(other.finding, finding)) === true) return [];
      const beside = asksNothingOf(door, finding) ? ({uncounted: 'not-exercised'} as const) : {};
      return [{...own, finding: {...finding, ...beside, sentence: `At ${door.service}: ${finding.sentence}`}}];
    }),
  );
}

function isSameFinding(one: Finding, other: Finding): boolean {
  const isOfSame = one.of === undefined ? other.of === undefined : other.of !== undefined && isSame(one.of, other.of);
  return one.check === other.check && one.step === other.step && isOfSame && one.verdict === other.verdict;
}

/** That a load is too thin for what pods lose as they end, where none of those behind the door ended. */
function asksNothingOf({history}: Door, {check, because, windowMs}: Finding): boolean {
  if (!['no-failed-requests', 'stays-up'].includes(check) || because !== 'too-few-samples') return false;
  return entryEndsIn(history, windowMs).length === 0 && trafficIn(history, [windowMs]).sent > 0;
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
