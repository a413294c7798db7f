import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {probeOf} from '../../../kubernetes/probes.ts';
import {endpointGone} from '../../predicted/endpoints.ts';
import {noticesPause} from '../../predicted/probes.ts';
import {endpointsGone, servedPods} from '../../observed/pods/endpoints.ts';
import type {Check, Finding} from '../../finding.ts';
import {containerFix} from '../../fix.ts';
import {pausedOf, type Paused} from '../../observed/faults/paused.ts';
import {interval} from '../../predicted/outage/forecast.ts';
import {slackMs} from '../../observed/slack.ts';
import {count} from '../../../text/units.ts';
import {duration} from '../../../text/duration.ts';

/** Does readiness take a pod that hangs out of the services, in time and before liveness restarts it? */
export const readinessRemoves: Check = {
  about: 'subject',
  title: 'Does readiness take a pod that hangs out of the services, before it is restarted?',
  needs: ['api', 'receipt'],
  judge: (history) =>
    pausedOf(history)
      .filter(({isPartly}) => !isPartly)
      .flatMap((one) => judgePaused(history, one)),
};

const better =
  'readinessProbe: {httpGet: {path: /readyz, port: 8080}, periodSeconds: 2, timeoutSeconds: 1, failureThreshold: 2}';
/** A container that was killed leaves the services by itself; the API may tell of its restart so much later, ms. */
const killedMs = 3000;

function judgePaused(
  history: History,
  {container, of, victim, fault, windowMs, restart, timedOut}: Paused,
): readonly Finding[] {
  const served = servedPods(history);
  const [fromMs, untilMs] = windowMs;
  // What no service sends requests to needs no readiness.
  if (served.findLast(({tMs}) => tMs <= fromMs)?.ready.has(victim.uid) !== true) return [];
  const gone = endpointsGone(served, [victim.uid], fromMs, untilMs);
  const probe = probeOf(container, 'readinessProbe');
  const noticed = probe === undefined ? undefined : noticesPause(probe);
  const predictedMs = noticed === undefined ? undefined : endpointGone(noticed);
  const measuredMs = gone === undefined ? undefined : gone.tMs - fromMs;
  const servedMs = (gone?.tMs ?? untilMs) - fromMs;
  const slack = slackMs(history, windowMs);
  const isByDeath =
    gone !== undefined &&
    restart !== undefined &&
    gone.tMs > restart.tMs - killedMs &&
    (measuredMs ?? 0) > (predictedMs?.[1] ?? 0);
  const common = {
    check: 'readiness-removes',
    step: fault.step,
    of,
    truth: {state: 'paused', probe: 'readiness'} as const,
    expected: `Out of the services ${predictedMs === undefined ? 'in time' : `after ${interval(predictedMs)} (predicted) + ${duration(slack)}`}, before the restart`,
    observed:
      measuredMs === undefined
        ? `Sent requests for all of ${duration(servedMs)}`
        : `Out of the services after ${duration(measuredMs)}`,
    origin: 'predicted from the configuration',
    ...(predictedMs === undefined ? {} : {predictedMs}),
    ...(measuredMs === undefined ? {} : {measuredMs}),
    windowMs,
    evidence: [...fault.evidence, ...(gone === undefined ? [] : [gone.seq])],
  };
  const who = `${victim.name}, container ${container.name}`;
  if (predictedMs === undefined || measuredMs === undefined || isByDeath) {
    const why =
      probe === undefined
        ? 'it has no readiness probe'
        : predictedMs === undefined
          ? `readiness (${probe.says}) only sees an open port`
          : `readiness (${probe.says}) did not act`;
    if (!isByDeath && measuredMs !== undefined) {
      const sentence = `${who} left the services after ${duration(measuredMs)}, although ${why}: something else did it`;
      return [{...common, verdict: 'inconclusive', because: 'foreign-change', sentence}];
    }
    const until = isByDeath ? ', until it was killed' : '';
    const sentence = `${nameOf(of)}: ${why}: ${who}, hung and was sent requests for ${duration(servedMs)}${until}; ${count(timedOut, 'request')} timed out`;
    const fix = containerFix(factsOf(history).deploy, of, 'readinessProbe', better);
    return [{...common, verdict: 'fail', sentence, margin: {value: -timedOut, unit: 'requests timed out'}, fix}];
  }
  const latestMs = predictedMs[1] + slack;
  const isLate = measuredMs > latestMs;
  return [
    {
      ...common,
      verdict: isLate ? 'fail' : 'pass',
      sentence: `${who} hung, and readiness (${probe?.says}) took it out of the services after ${duration(measuredMs)}${isLate ? ', later than' : ''} (predicted ${interval(predictedMs)})`,
      margin: {value: (latestMs - measuredMs) / latestMs, unit: 'of the predicted time'},
      needs: ['api', 'receipt', 'host'],
    },
  ];
}
