import type {History} from '../history/history.ts';
import {endOf} from '../history/windows.ts';
import type {Json} from '../kubernetes/kube-object.ts';
import {checks, trialChecks} from './checks/checks.ts';
import type {Check, Finding} from './finding.ts';
import type {Judged} from './merge.ts';

/**
 * Runs the always-on checks and those the scenario names. A check that crashes, is unknown or finds nothing is
 * inconclusive, never a pass.
 */
export function runChecks(
  history: History,
  named: readonly {readonly check: string; readonly options?: Json}[],
): readonly Judged[] {
  const wanted = [
    {check: 'starts'},
    ...named.filter(({check}) => check !== 'starts' && !Object.hasOwn(trialChecks, check)),
  ];
  const subject = wanted.flatMap((use) =>
    runCheck(history, use.check, known(use.check), 'options' in use ? use.options : undefined),
  );
  const trial = Object.entries(trialChecks).flatMap(([name, check]) => runCheck(history, name, check, undefined));
  return [...subject, ...trial];
}

/** One check on one history: its findings, or one inconclusive finding that says why there are none. */
export function runCheck(
  history: History,
  name: string,
  check: Check | undefined,
  options: Json | undefined,
): readonly Judged[] {
  if (check === undefined) {
    const finding = noFinding(
      history,
      name,
      'not-exercised',
      `This version of seatrial has no check ${name}; judge with the version that wrote the history`,
    );
    return [{finding, check: {about: 'subject', needs: []}}];
  }
  try {
    const findings = check.judge(history, options);
    if (findings.length > 0) return findings.map((finding) => ({finding: inNumbers(finding), check}));
    return [
      {
        finding: noFinding(
          history,
          name,
          'not-exercised',
          `Nothing was there to judge for ${name}: the run did not come that far, or recorded nothing`,
        ),
        check,
      },
    ];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [
      {
        finding: noFinding(
          history,
          name,
          'check-crashed',
          `The check ${name} crashed (${message}); this is a defect of seatrial, please report it`,
        ),
        check,
      },
    ];
  }
}

/**
 * A finding whose numbers are numbers. A distance to a bound of nothing is none, and is left out; a time that is none is
 * a defect. Throws an Error for it.
 */
function inNumbers(finding: Finding): Finding {
  const {margin, measuredMs = 0, predictedMs = [], windowMs} = finding;
  const odd = [measuredMs, ...predictedMs, ...windowMs].find((value) => !Number.isFinite(value));
  if (odd !== undefined) throw new Error(`${finding.check} measured ${odd}`);
  if (margin === undefined || Number.isFinite(margin.value)) return finding;
  const {margin: _none, ...rest} = finding;
  return rest;
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
