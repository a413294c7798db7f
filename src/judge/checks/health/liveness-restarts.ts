import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {graceMsOf} from '../../../kubernetes/pod-times.ts';
import {type Probe, probeOf} from '../../../kubernetes/probes.ts';
import {count} from '../../../text/units.ts';
import type {Check, Finding} from '../../finding.ts';
import {containerFix} from '../../fix.ts';
import {type Paused, pausedOf} from '../../observed/faults/paused.ts';
import {slackMs} from '../../observed/slack.ts';
import {backOffMs} from '../../predicted/containers.ts';
import type {Interval} from '../../predicted/interval.ts';
import {interval} from '../../predicted/outage/forecast.ts';
import {noticesPause, restartedByLiveness} from '../../predicted/probes.ts';
import {probeTimes} from './probe-times.ts';
import {duration} from '../../../text/duration.ts';

/** Does liveness restart a container that hangs, within the time that its probe and its grace say? */
export const livenessRestarts: Check = {
  about: 'subject',
  title: 'Does liveness restart a container that hangs, in time?',
  needs: ['api', 'receipt'],
  judge: (history) => pausedOf(history).map((one) => judgePaused(history, one)),
};

/** Asks the process itself, and nothing it depends on. */
const better =
  'livenessProbe: {httpGet: {path: /livez, port: 8080}, periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 3}';

function judgePaused(history: History, paused: Paused): Finding {
  const {container, of, victim, fault, windowMs, restart, timedOut, isPartly} = paused;
  const probe = probeOf(container, 'livenessProbe');
  const predictedMs = probe === undefined ? undefined : restartTime(probe, paused);
  const slack = slackMs(history, windowMs);
  const watchedMs = windowMs[1] - windowMs[0];
  const measuredMs = restart === undefined ? undefined : restart.tMs - windowMs[0];
  const common = {
    check: 'liveness-restarts',
    step: fault.step,
    of,
    truth: {state: 'paused', probe: 'liveness'} as const,
    expected:
      predictedMs === undefined
        ? 'Restarted in time'
        : `Restarted after ${interval(predictedMs)} (predicted) + ${duration(slack)}`,
    observed: `${measuredMs === undefined ? `No restart within ${duration(watchedMs)}` : `Restarted after ${duration(measuredMs)}`} (${probeTimes(history, paused) || 'nothing happened'})`,
    origin: 'predicted from the configuration',
    ...(predictedMs === undefined ? {} : {predictedMs}),
    ...(measuredMs === undefined ? {} : {measuredMs}),
    windowMs,
    evidence: [...fault.evidence, ...(restart === undefined ? [] : [restart.seq])],
  };
  const who = `${victim.name}, container ${container.name}`;
  if (isPartly) {
    const sentence = `PID 1 of ${who} alone was paused for ${duration(watchedMs)} and its other processes went on answering: ${measuredMs === undefined ? 'nobody restarted it, and no probe could know' : `it was restarted after ${duration(measuredMs)}`}`;
    return {...common, verdict: 'pass', uncounted: 'not-exercised', sentence};
  }
  const suffering = `${who}, was paused for ${duration(watchedMs)}, ${count(timedOut, 'request')} timed out, no restart`;
  const fail = (why: string): Finding => ({
    ...common,
    verdict: 'fail',
    sentence: `${nameOf(of)}: ${why}: ${suffering}`,
    margin: {value: -timedOut, unit: 'requests timed out'},
    fix: containerFix(factsOf(history).deploy, of, 'livenessProbe', better),
  });
  if (measuredMs === undefined) {
    if (probe === undefined) return fail('it has no liveness probe');
    if (predictedMs === undefined) return fail(`liveness (${probe.says}) only sees an open port`);
    const latestMs = predictedMs[1] + slack;
    if (watchedMs < latestMs) {
      const sentence = `${who} was paused for ${duration(watchedMs)}, less than its liveness probe needs (${interval(predictedMs)}): whether it restarts it was not seen`;
      return {...common, verdict: 'inconclusive', because: 'not-exercised', sentence};
    }
    return fail(
      probe.how === 'exec'
        ? `liveness (${probe.says}) succeeds whatever the application does`
        : `liveness (${probe.says}) did not act`,
    );
  }
  if (predictedMs === undefined || measuredMs < predictedMs[0] - earlyMs) {
    const sentence = `${who} was restarted after ${duration(measuredMs)}, ${predictedMs === undefined ? 'although no probe of it can notice a pause' : `sooner than predicted (${interval(predictedMs)})`}: something else did it (${restart?.ended})`;
    return {...common, verdict: 'inconclusive', because: 'foreign-change', sentence};
  }
  const latestMs = predictedMs[1] + slack;
  const isLate = measuredMs > latestMs;
  return {
    ...common,
    verdict: isLate ? 'fail' : 'pass',
    sentence: `${who} hung, and liveness (${probe?.says}) restarted it after ${duration(measuredMs)}${isLate ? ', later than' : ''} (predicted ${interval(predictedMs)}); ${count(timedOut, 'request')} timed out`,
    margin: {value: (latestMs - measuredMs) / latestMs, unit: 'of the predicted time'},
    needs: ['api', 'receipt', 'host'],
  };
}

/** Below the predicted time by more than this, something else did it, ms. */
const earlyMs = 1000;

function restartTime(probe: Probe, {pod, container, restartsBefore}: Paused): Interval | undefined {
  const noticed = noticesPause(probe);
  if (noticed === undefined) return undefined;
  const hasPreStop = (container.spec['lifecycle'] as {readonly preStop?: unknown} | undefined)?.preStop !== undefined;
  return restartedByLiveness({
    noticed,
    graceMs: probe.graceMs ?? graceMsOf(pod),
    hasPreStop,
    backOffMs: backOffMs(restartsBefore),
  });
}
