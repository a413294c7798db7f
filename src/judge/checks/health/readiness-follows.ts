import {directAnswers, type DirectAnswer} from '../../../history/records/direct-answers.ts';
import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import type {Victim} from '../../../history/records/faults.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {probeOf, type Probe} from '../../../kubernetes/probes.ts';
import {partitionedOf, type Partitioned} from '../../observed/faults/partitioned.ts';
import {endpointsGone, servedPods} from '../../observed/pods/endpoints.ts';
import type {Check, Finding} from '../../finding.ts';
import {containerFix} from '../../fix.ts';
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
  const {container, of} = found;
  const gone = endpointsGone(servedPods(history), [victim.uid], ...windowMs);
  const answers = directAnswers(history, fault.step, victim.uid, windowMs);
  const bad = answers.filter(({good}) => !good);
  const said = `asked directly, it answered ${answers.length - bad.length} of ${answers.length} requests well${worst(bad)}`;
  const probe = probeOf(container, 'readinessProbe');
  const measuredMs = gone === undefined ? undefined : gone.tMs - windowMs[0];
  const common = {
    check: 'readiness-follows',
    step: fault.step,
    of,
    truth: {state: 'lying', probe: 'readiness'} as const,
    expected: 'Out of the services while it cannot serve',
    observed: `${measuredMs === undefined ? `Sent requests for all of ${duration(windowMs[1] - windowMs[0])}` : `Out of the services after ${duration(measuredMs)}`}; ${said}`,
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
  if (measuredMs !== undefined) {
    const sentence = `${victim.name} could not serve, and readiness (${probe?.says ?? 'none'}) took it out of the services after ${duration(measuredMs)}`;
    return [
      {
        ...common,
        verdict: 'pass',
        sentence,
        details: [capital(said)],
        margin: {value: 1 - measuredMs / (windowMs[1] - windowMs[0]), unit: 'of the time it was ill'},
      },
    ];
  }
  const sentence = `${nameOf(of)}: ${victim.name} could not serve, and was sent requests for all of ${duration(windowMs[1] - windowMs[0])}: ${whyOf(probe)}`;
  const fix = containerFix(factsOf(history).deploy, of, 'readinessProbe', better);
  return [
    {
      ...common,
      verdict: 'fail',
      sentence,
      details: [capital(said)],
      margin: {value: -bad.length, unit: 'bad answers while it was ready'},
      fix,
    },
  ];
}

function whyOf(probe: Probe | undefined): string {
  if (probe === undefined) return 'it has no readiness probe';
  return probe.how === 'tcpSocket'
    ? `readiness (${probe.says}) only sees an open port`
    : `readiness (${probe.says}) does not ask whether it can serve`;
}

/** `, 12 times status 503`, of what was bad most often. */
function worst(bad: readonly DirectAnswer[]): string {
  const most = [...Map.groupBy(bad, ({status}) => status)].toSorted(
    ([, one], [, other]) => other.length - one.length,
  )[0];
  if (most === undefined) return '';
  return `, ${most[1].length} times ${most[0] === 0 ? 'nothing within a second' : `status ${most[0]}`}`;
}
