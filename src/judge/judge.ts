import {factsOf, type TrialFacts} from '../history/facts.ts';
import type {HistoryEvent} from '../history/events.ts';
import type {History} from '../history/history.ts';
import {isLoaded} from '../history/service-uses.ts';
import {earlyEnd, refusalIn} from './early-end.ts';
import {concise} from './concise.ts';
import {inspectionsOf} from '../history/records/inspections.ts';
import {type FaultRecord, faultsOf} from './observed/faults/faults.ts';
import type {Finding} from './finding.ts';
import {applyBroken, brokenWindows, mergeVerdicts} from './merge.ts';
import {runChecks} from './run-checks.ts';
import {expiredFindings, headlineOf, isOutOfScope, isWaived, outOfScope, waiversOf} from './scope.ts';
import {notApplicable, notExercised, notShown, shown} from './shown.ts';
import {measuredStages, phasesOf} from './spans.ts';
import {type Status, type StepRow, type Trial, trialSchemaNumber} from './trial.ts';

/** The verdict of a history: pure, deterministic, and never a pass for want of evidence. */
export function judge(history: History): Trial {
  const facts = factsOf(history);
  const trial = facts.trial ?? nobody;
  const {status, error} = statusOf(history);
  const judged = runChecks(history, trial.checks);
  const broken = brokenWindows(history, judged);
  const waivers = waiversOf(trial);
  const out = outOfScope(trial);
  const isOut = trial.items.length > 0 && out.length === trial.items.length;
  const subject = judged
    .filter(({check}) => check.about === 'subject')
    .map((one) => beside(applyBroken(one, broken), trial, waivers));
  // Trial findings act through the channels they break; by themselves they are listed beside the verdict, but for the
  // one that ended the trial, and for what a step that was planned is missing: what a scenario asks for is never a note.
  const trialOwn = judged.filter(({check}) => check.about === 'trial').map(({finding}) => finding);
  const refusal = refusalIn(history, trialOwn);
  const own = trialOwn.map((finding): Finding =>
    finding === refusal
      ? finding
      : isOpenStep(finding, subject)
        ? beside(finding, trial, [])
        : {uncounted: 'trial-check', ...finding},
  );
  const {findings, unasked} = earlyEnd([...subject, ...expiredFindings(waivers), ...own].map(concise), refusal);
  const verdict = mergeVerdicts(findings, status);
  const because = [
    ...new Set(
      findings
        .filter((finding) => finding.uncounted === undefined && finding.verdict === 'inconclusive')
        .flatMap((finding) => finding.because ?? []),
    ),
  ];
  const {deploy} = facts;
  const inspections = inspectionsOf(history);
  return {
    schema: trialSchemaNumber,
    id: trial.id,
    scenario: trial.scenario,
    question: trial.question,
    subject: trial.subject.name,
    verdict,
    status,
    headline: headlineOf(verdict, {
      waived: subject.filter((finding) => isWaived(finding, waivers)).length,
      out: out.length,
      refused: refusal !== undefined,
      loaded: isLoaded(history),
    }),
    ...(verdict === 'inconclusive'
      ? {because: because.length > 0 ? because : [isOut ? ('not-exercised' as const) : ('cut-off' as const)]}
      : {}),
    findings,
    waived: waivers,
    shown: shown(history),
    notShown: notShown(history),
    notExercised: [
      ...notExercised(history),
      ...(unasked.length === 0 ? [] : [`Not judged, because the trial ended before: ${unasked.join(', ')}`]),
    ],
    notApplicable: notApplicable(history),
    stages: measuredStages(history),
    phases: phasesOf(history),
    faults: rowsOf(faultsOf(history)),
    ...(inspections.length === 0 ? {} : {inspections: rowsOf(inspections)}),
    ...(error === undefined ? {} : {error}),
    facts: {
      trial,
      ...(facts.machine === undefined ? {} : {machine: facts.machine}),
      ...(facts.cluster === undefined ? {} : {cluster: facts.cluster}),
      ...(deploy === undefined ? {} : {deploy: withoutObjects(deploy)}),
      ...(facts.plan === undefined ? {} : {plan: facts.plan}),
      ...(facts.ledger === undefined ? {} : {ledger: facts.ledger}),
    },
  };
}

/** The exit code of a trial: 130 interrupted, 3 the harness failed, else by verdict 0 pass, 1 fail, 2 inconclusive. */
export function exitCode({status, verdict}: Pick<Trial, 'status' | 'verdict'>): 0 | 1 | 2 | 3 | 130 {
  if (status === 'interrupted') return 130;
  if (status === 'errored') return 3;
  return verdict === 'pass' ? 0 : verdict === 'fail' ? 1 : 2;
}

/** What a step leaves open, where no finding about the subject says so of it. */
function isOpenStep({check, step, verdict}: Finding, subject: readonly Finding[]): boolean {
  const isTold = (one: Finding): boolean => one.step === step && one.verdict === 'inconclusive';
  return step !== undefined && verdict !== 'pass' && (check === 'waits' || !subject.some(isTold));
}

/** Waived findings, and those of items outside the profile's gate, are listed beside the verdict. */
function beside(finding: Finding, trial: TrialFacts, waivers: Trial['waived']): Finding {
  if (isOutOfScope(finding.check, trial)) return {...finding, uncounted: 'out-of-scope'};
  return isWaived(finding, waivers) ? {...finding, uncounted: 'waived'} : finding;
}

function rowsOf(steps: readonly Pick<FaultRecord, 'step' | 'windowMs' | 'what' | 'is'>[]): readonly StepRow[] {
  return steps.flatMap(({step, windowMs, what, is}) =>
    windowMs === undefined ? [] : [{step, windowMs, what, proved: is === 'proved'}],
  );
}

type SpanEvent = Extract<HistoryEvent, {readonly name: string}>;

function statusOf({events, cutOff}: History): {readonly status: Status; readonly error?: string} {
  const last = events.findLast((event): event is SpanEvent => event.kind === 'trial' && event.is !== 'begun');
  if (last === undefined || cutOff)
    return {
      status: 'errored',
      error: 'The history ends before the trial does: the run was killed, or its disk was full',
    };
  const {status = last.is === 'ended' ? 'completed' : 'errored', error} = (last.facts ?? {}) as {
    readonly status?: Status;
    readonly error?: string;
  };
  return {status, ...(typeof error === 'string' ? {error} : {})};
}

function withoutObjects({
  namespace,
  positions,
  deviations,
  images,
  entry,
}: NonNullable<ReturnType<typeof factsOf>['deploy']>) {
  return {namespace, positions, deviations, images, entry};
}

/** Stands where a history is empty. */
const nobody: TrialFacts = {
  schema: 1,
  id: 'unknown',
  seed: 0,
  scenario: 'unknown',
  question: '',
  items: [],
  checks: [],
  subject: {
    name: 'unknown',
    profilePath: '',
    entry: {service: '', port: 0, timeoutMs: 0, requests: []},
    peak: {rps: 0, replicas: 1},
    surge: 3,
    slo: {availability: 1, latency: {percentile: 99, ms: 0}, at: '1x'},
    bounds: {},
    dependencies: [],
    gate: [],
    waivers: [],
  },
  versions: {},
  argv: [],
  startedAt: '1970-01-01T00:00:00.000Z',
};
