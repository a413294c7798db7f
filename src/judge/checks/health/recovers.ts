import {answerOf} from '../../../forecast/answer.ts';
import {predictionText} from '../../../forecast/prediction.ts';
import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {passesOnBusyHost} from '../busy-host.ts';
import type {Check, Finding} from '../../finding.ts';
import {onFaults} from '../../owed.ts';
import {type Partitioned, partitionedOf, partitionRole} from '../../observed/faults/partitioned.ts';
import {effectsOf} from '../../observed/faults/effects.ts';
import {isRestored, rowMs, stretchesIn} from '../../observed/load/capacity.ts';
import {slackMs} from '../../observed/slack.ts';
import {expectedText, predictedOf} from '../../predicted/forecast.ts';
import {entryHealed} from '../../predicted/recovery.ts';
import {undecidedOf} from '../../predicted/undecided.ts';
import {duration} from '../../../text/duration.ts';

/** Is the service back by itself soon after a dependency is? */
export const recovers: Check = passesOnBusyHost({
  about: 'subject',
  title: 'Is the service back by itself soon after its dependency is?',
  needs: ['load', 'host', 'steady', 'api', 'receipt'],
  owes: onFaults((fault, history) => ['soft', 'hard'].includes(partitionRole(history, fault) ?? ''), 'recovers'),
  judge: (history) =>
    partitionedOf(history)
      .filter(({of}) => of !== 'replica')
      .flatMap((partition) => judgePartition(history, partition)),
});

function judgePartition(history: History, {fault, undoneMs, name, of}: Partitioned): readonly Finding[] {
  const {deploy, trial} = factsOf(history);
  const windowEnd = effectsOf(history).find((effect) => effect.fault?.step === fault.step)?.windowMs[1];
  if (undoneMs === undefined || windowEnd === undefined || deploy === undefined || trial === undefined) return [];
  const prediction = entryHealed(history);
  const slack = slackMs(history, [undoneMs, windowEnd]);
  const measure = {failedShare: 1 - trial.subject.slo.availability, p99Ms: Number.POSITIVE_INFINITY};
  const good = stretchesIn(history, [undoneMs, windowEnd], measure).find((stretch) => isRestored(stretch, measure));
  const measuredMs = good === undefined ? undefined : good.windowMs[0] - undoneMs;
  // A stretch of 10 s is seen when it is over.
  const watchedMs = windowEnd - undoneMs - rowMs;
  const answer = answerOf(prediction, {untilMs: watchedMs, seenMs: measuredMs}, slack);
  const common = {
    check: 'recovers',
    step: fault.step,
    ...(of === 'hard' ? {truth: {state: 'hard-lost', probe: 'readiness'} as const} : {}),
    of: {kind: deploy.entry.workload.kind, name: deploy.entry.workload.name},
    expected: `At the SLO again, once ${name} is back (readiness + 10 s): ${expectedText(prediction, slack)}`,
    observed: measuredMs === undefined ? 'Not back' : `Back after ${duration(measuredMs)}`,
    origin: 'predicted from the configuration',
    ...predictedOf(prediction),
    ...(measuredMs === undefined ? {} : {measuredMs}),
    windowMs: [undoneMs, windowEnd] as const,
    evidence: fault.evidence,
  };
  if (prediction.is !== 'within' || answer === 'not watched long enough') {
    const {because, why} = undecidedOf(history, prediction, watchedMs, slack);
    const sentence = `Whether the service comes back once ${name} is there again was not seen: ${why}`;
    return [{...common, verdict: 'inconclusive', because, sentence}];
  }
  const latestMs = prediction.ms[1] + slack;
  const said =
    measuredMs === undefined ? 'was not back at its SLO' : `was back at its SLO after ${duration(measuredMs)}`;
  const margin = {value: (latestMs - (measuredMs ?? watchedMs)) / latestMs, unit: 'of the predicted time'};
  return [
    {
      ...common,
      margin,
      verdict: answer === 'late' ? 'fail' : 'pass',
      // The SLO is compared with nothing; one that was missed before the fault too is no fail of its recovery.
      ...(answer === 'late' ? {} : {needs: ['load', 'host', 'api', 'receipt'] as const}),
      sentence: `Once ${name} was there again the service ${said} (predicted ${predictionText(prediction)})`,
    },
  ];
}
