import {answerOf} from '../../../forecast/answer.ts';
import {type Prediction, predictionText, unknown} from '../../../forecast/prediction.ts';
import {readinessRemoves} from '../../../forecast/probes.ts';
import {directAnswers, type DirectAnswer} from '../../../history/records/direct-answers.ts';
import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import type {Victim} from '../../../history/records/faults.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {probeOf} from '../../../kubernetes/probes.ts';
import {partitionedOf, type Partitioned} from '../../observed/faults/partitioned.ts';
import {endpointsGone, servedPods} from '../../observed/pods/endpoints.ts';
import type {Check, Finding} from '../../finding.ts';
import {containerFix} from '../../fix.ts';
import {slackMs} from '../../observed/slack.ts';
import {expectedText, predictedOf} from '../../predicted/forecast.ts';
import {containerAt} from '../../predicted/time-line.ts';
import {undecidedOf} from '../../predicted/undecided.ts';
import {victimContainer} from '../../observed/pods/victim-container.ts';
import {capital} from '../../../text/units.ts';
import {duration} from '../../../text/duration.ts';

/** Does a replica that cannot serve leave the services, although its port is open and its process lives? */
export const readinessFollows: Check = {
  about: 'subject',
  title: 'Does readiness follow the real health of a replica?',
  needs: ['api', 'receipt'],
  judge: (history) =>
    partitionedOf(history)
      .filter(({of}) => of === 'replica')
      .flatMap((partition) => partition.fault.victims.flatMap((victim) => judgeVictim(history, partition, victim))),
};

/** Below so many direct answers nothing is said. */
const leastAnswers = 5;
/** A replica that still answers more than this share well is not ill enough to be taken out. */
const wellShare = 0.5;

const better = 'readinessProbe: {httpGet: {path: /readyz, port: 8080}} # answers 503 while its own requests would fail';

function judgeVictim(history: History, {fault, windowMs}: Partitioned, victim: Victim): readonly Finding[] {
  const found = victimContainer(history, victim);
  if (found === undefined) return [];
  const {container, of, replica} = found;
  const [fromMs, untilMs] = windowMs;
  const watchedMs = untilMs - fromMs;
  const gone = endpointsGone(servedPods(history), [victim.uid], ...windowMs);
  const answers = directAnswers(history, fault.step, victim.uid, windowMs);
  const bad = answers.filter(({good}) => !good);
  const said = `asked directly, it answered ${answers.length - bad.length} of ${answers.length} requests well${worst(bad)}`;
  const running = containerAt(history, replica, container.name, fromMs);
  const prediction =
    running === undefined ? unknown(`container ${container.name}`) : readinessRemoves(running, 'alone', fromMs);
  const slack = slackMs(history, windowMs);
  const measuredMs = gone === undefined ? undefined : gone.tMs - fromMs;
  const answer = answerOf(prediction, {untilMs: watchedMs, seenMs: measuredMs}, slack);
  const common = {
    check: 'readiness-follows',
    step: fault.step,
    of,
    truth: {state: 'lying', probe: 'readiness'} as const,
    expected: `Out of the services while it cannot serve${prediction.is === 'within' ? `: after ${expectedText(prediction, slack)}` : ''}`,
    ...predictedOf(prediction),
    observed: `${measuredMs === undefined ? `Sent requests for all of ${duration(watchedMs)}` : `Out of the services after ${duration(measuredMs)}`}; ${said}`,
    ...(measuredMs === undefined ? {} : {measuredMs}),
    windowMs,
    evidence: [
      ...fault.evidence,
      ...answers.slice(0, 5).map(({seq}) => seq),
      ...(gone === undefined ? [] : [gone.seq]),
    ],
  };
  if (answers.length < leastAnswers) {
    const sentence = `Whether ${victim.name} could serve is not known: ${said}`;
    return [{...common, verdict: 'inconclusive', because: 'too-few-samples', sentence}];
  }
  if (bad.length <= (1 - wellShare) * answers.length) {
    const sentence = `${victim.name} lost all that it depends on and still served: nothing here makes one replica fail alone`;
    return [{...common, verdict: 'inconclusive', because: 'not-exercised', sentence, details: [capital(said)]}];
  }
  const details = [capital(said)];
  if (answer === 'unknown' || answer === 'not watched long enough') {
    const {because, why} = undecidedOf(history, prediction, watchedMs, slack);
    const sentence = `${victim.name} could not serve, and whether readiness takes it out of the services was not seen: ${why}`;
    return [{...common, verdict: 'inconclusive', because, sentence, details}];
  }
  if (answer === 'early') {
    const sentence = `${victim.name} left the services after ${duration(measuredMs ?? 0)}, against the prediction (${predictionText(prediction)}): something else did it`;
    return [{...common, verdict: 'inconclusive', because: 'foreign-change', sentence, details}];
  }
  const says = probeOf(container, 'readinessProbe')?.says;
  const took = `${victim.name} could not serve, and readiness (${says}) took it out of the services after ${duration(measuredMs ?? 0)}`;
  if (answer === 'in time' && measuredMs !== undefined && prediction.is === 'within') {
    const latestMs = prediction.ms[1] + slack;
    const margin = {value: (latestMs - measuredMs) / latestMs, unit: 'of the predicted time'};
    return [{...common, verdict: 'pass', sentence: took, details, margin}];
  }
  const sentence =
    measuredMs === undefined
      ? `${nameOf(of)}: ${victim.name} could not serve, and was sent requests for all of ${duration(watchedMs)}: ${whyOf(prediction, says)}`
      : `${nameOf(of)}: ${took}, later than predicted (${predictionText(prediction)})`;
  const fix = containerFix(factsOf(history).deploy, of, 'readinessProbe', better);
  const margin = {value: -bad.length, unit: 'bad answers while it was ready'};
  return [{...common, verdict: 'fail', sentence, details, margin, fix}];
}

function whyOf(prediction: Prediction, says: string | undefined): string {
  return prediction.is === 'never' ? prediction.why : `readiness (${says}) does not ask whether it can serve`;
}

/** `, 12 times status 503`, of what was bad most often. */
function worst(bad: readonly DirectAnswer[]): string {
  const most = [...Map.groupBy(bad, ({status}) => status)].toSorted(
    ([, one], [, other]) => other.length - one.length,
  )[0];
  if (most === undefined) return '';
  return `, ${most[1].length} times ${most[0] === 0 ? 'nothing within a second' : `status ${most[0]}`}`;
}
