import {answerOf} from '../../../forecast/answer.ts';
import {type Prediction, predictionText, unknown} from '../../../forecast/prediction.ts';
import {readinessRemoves} from '../../../forecast/probes.ts';
import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import type {Victim} from '../../../history/records/faults.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {probeOf} from '../../../kubernetes/probes.ts';
import {byReadiness} from '../../fixes/services.ts';
import {departureIn, whatTook} from '../../observed/account/departures.ts';
import {type Answers, answersText, askedDirectly} from '../../observed/faults/asked.ts';
import {partitionedOf, type Partitioned, partitionRole} from '../../observed/faults/partitioned.ts';
import {publisherOf} from '../../observed/pods/senders.ts';
import type {Check, Finding} from '../../finding.ts';
import {onFaults} from '../../owed.ts';
import {slackMs} from '../../observed/slack.ts';
import {expectedText, predictedOf} from '../../predicted/forecast.ts';
import {containerAt} from '../../predicted/time-line.ts';
import {undecidedOf} from '../../predicted/undecided.ts';
import {publishesText} from './sent-unready.ts';
import {victimContainer} from '../../observed/pods/victim-container.ts';
import {capital} from '../../../text/units.ts';
import {duration} from '../../../text/duration.ts';

/** Does a replica that cannot serve leave the services, although its port is open and its process lives? */
export const readinessFollows: Check = {
  about: 'subject',
  title: 'Does readiness follow the real health of a replica?',
  needs: ['api', 'receipt'],
  owes: onFaults((fault, history) => partitionRole(history, fault) === 'replica', 'readiness-follows'),
  judge: (history) =>
    partitionedOf(history)
      .filter(({of}) => of === 'replica')
      .flatMap((partition) => partition.fault.victims.flatMap((victim) => judgeVictim(history, partition, victim))),
};

/** Below so many direct answers nothing is said. */
const leastAnswers = 5;
/** A replica that still answers this share well is not ill enough to be taken out. */
const wellShare = 0.5;

function judgeVictim(history: History, {fault, windowMs}: Partitioned, victim: Victim): readonly Finding[] {
  const found = victimContainer(history, victim);
  if (found === undefined) return [];
  const {container, of, replica} = found;
  const [fromMs, untilMs] = windowMs;
  const watchedMs = untilMs - fromMs;
  const gone = departureIn(history, victim.uid, windowMs);
  // What left by something else was served until then: of its readiness nothing more can be seen.
  const isAnothers = gone !== undefined && gone.by !== 'readiness' && gone.by !== 'unknown';
  const {during, before, others} = askedDirectly(history, fault.step, victim.uid, windowMs);
  const said = `asked directly, it answered ${answersText(during)}`;
  const running = containerAt(history, replica, container.name, fromMs);
  const prediction =
    running === undefined ? unknown(`container ${container.name}`) : readinessRemoves(running, 'alone', fromMs);
  const slack = slackMs(history, windowMs);
  const measuredMs = gone === undefined ? undefined : gone.tMs - fromMs;
  const seenMs = isAnothers ? undefined : measuredMs;
  const answer = answerOf(prediction, {untilMs: isAnothers ? (measuredMs ?? 0) : watchedMs, seenMs}, slack);
  const common = {
    check: 'readiness-follows',
    step: fault.step,
    of,
    truth: {state: 'lying', probe: 'readiness'} as const,
    expected: `Out of the services while it cannot serve${prediction.is === 'within' ? `: after ${expectedText(prediction, slack)}` : ''}`,
    ...predictedOf(prediction),
    observed: `${measuredMs === undefined ? `Sent requests for all of ${duration(watchedMs)}` : `Out of the services after ${duration(measuredMs)}`}; ${said}`,
    ...(seenMs === undefined ? {} : {measuredMs: seenMs}),
    windowMs,
    evidence: [
      ...fault.evidence,
      ...during.all.slice(0, 5).map(({seq}) => seq),
      ...(gone === undefined ? [] : [gone.seq]),
    ],
  };
  if (!canBeAsked(history)) {
    return [
      dependsOnSomebody(history)
        ? {
            ...common,
            verdict: 'inconclusive',
            because: 'not-exercised',
            sentence: `Whether ${victim.name} could serve was not asked: no request of the profile can be sent to one replica`,
            details: [askable],
          }
        : {
            ...common,
            verdict: 'pass',
            uncounted: 'not-applicable',
            sentence: `readiness-follows does not apply: the profile declares no hard dependency, and ${victim.name} could not be asked alone`,
            details: [askable],
          },
    ];
  }
  if (during.all.length < leastAnswers) {
    const sentence = `Whether ${victim.name} could serve is not known: ${said}`;
    return [{...common, verdict: 'inconclusive', because: 'too-few-samples', sentence}];
  }
  if (!isIll(during) && !dependsOnSomebody(history)) {
    const sentence = `readiness-follows does not apply: the profile declares no hard dependency, and ${victim.name} served alone`;
    return [{...common, verdict: 'pass', uncounted: 'not-applicable', sentence, details: [capital(said)]}];
  }
  if (!isIll(during)) {
    const sentence = `${victim.name} lost all that it depends on and still served: nothing here makes one replica fail alone`;
    return [{...common, verdict: 'inconclusive', because: 'not-exercised', sentence, details: [capital(said)]}];
  }
  if (isIll(before) || isIll(others)) {
    const too = isIll(before) ? `it did so before (${answersText(before)})` : `others did so (${answersText(others)})`;
    const sentence = `Whether ${victim.name} could serve is not known: it answers badly when it is asked directly, and ${too}`;
    return [{...common, verdict: 'inconclusive', because: 'not-exercised', sentence, details: [capital(said)]}];
  }
  const details = [capital(said), ...(gone !== undefined && isAnothers ? [`It left by ${whatTook(gone)}`] : [])];
  const until =
    gone !== undefined && isAnothers
      ? `${duration(measuredMs ?? 0)}, until something else took it out`
      : `all of ${duration(watchedMs)}`;
  const margin = {value: -during.bad.length, unit: 'bad answers while it was ready'};
  const service = publisherOf(history, victim.uid);
  if (service !== undefined && seenMs === undefined) {
    const sentence = `${nameOf(of)}: ${victim.name} could not serve, and was sent requests for ${until}: ${publishesText(service)}`;
    return [{...common, verdict: 'fail', sentence, details, margin, ...byReadiness(history, service)}];
  }
  if (isAnothers && answer === 'not watched long enough') {
    const sentence = `${victim.name} could not serve, and left the services after ${duration(measuredMs ?? 0)} by ${whatTook(gone)}, before its readiness had to act`;
    return [{...common, verdict: 'inconclusive', because: 'foreign-change', sentence, details}];
  }
  if (answer === 'unknown' || answer === 'not watched long enough') {
    const {because, why} = undecidedOf(history, prediction, watchedMs, slack);
    const sentence = `${victim.name} could not serve, and whether readiness takes it out of the services was not seen: ${why}`;
    return [{...common, verdict: 'inconclusive', because, sentence, details}];
  }
  if (answer === 'early') {
    const sentence = `${victim.name} left the services after ${duration(measuredMs ?? 0)} by ${gone === undefined ? 'something' : whatTook(gone)}, against the prediction (${predictionText(prediction)})`;
    return [{...common, verdict: 'inconclusive', because: 'foreign-change', sentence, details}];
  }
  const says = probeOf(container, 'readinessProbe')?.says;
  const took = `${victim.name} could not serve, and readiness (${says}) took it out of the services after ${duration(measuredMs ?? 0)}`;
  if (answer === 'in time' && seenMs !== undefined && prediction.is === 'within') {
    const latestMs = prediction.ms[1] + slack;
    const inTime = {value: (latestMs - seenMs) / latestMs, unit: 'of the predicted time'};
    return [{...common, verdict: 'pass', sentence: took, details, margin: inTime}];
  }
  const sentence =
    seenMs === undefined
      ? `${nameOf(of)}: ${victim.name} could not serve, and was sent requests for ${until}: ${whyOf(prediction, says)}`
      : `${nameOf(of)}: ${took}, later than predicted (${predictionText(prediction)})`;
  const unknownPath = 'Which of its paths answers 503 while its own requests would fail is not known here';
  return [{...common, verdict: 'fail', sentence, details: [...details, unknownPath], margin}];
}

/** A request that its API server would send on to one pod. */
const askable =
  'Declare under entry.requests a GET without a body that fails where the others would; Authorization and Host do not reach a replica that is asked alone';

function canBeAsked(history: History): boolean {
  const requests = factsOf(history).trial?.subject.entry.requests ?? [];
  return requests.some(({method, direct}) => method === 'GET' && direct !== false);
}

/** Without a hard dependency nothing that a replica loses makes it fail alone. */
function dependsOnSomebody(history: History): boolean {
  return (factsOf(history).trial?.subject.dependencies ?? []).some(({need}) => need === 'hard');
}

function whyOf(prediction: Prediction, says: string | undefined): string {
  return prediction.is === 'never' ? prediction.why : `readiness (${says}) does not ask whether it can serve`;
}

/** More bad answers than good ones; few say nothing. */
function isIll({all, bad}: Answers): boolean {
  return all.length >= leastAnswers && bad.length > (1 - wellShare) * all.length;
}
