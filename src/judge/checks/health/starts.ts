import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {readingsOf} from '../../../history/state.ts';
import {phaseWindow, type Window} from '../../../history/windows.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {isSame, nameOf} from '../../../kubernetes/owners.ts';
import {isBroken, isUnscheduled} from '../../../kubernetes/stuck.ts';
import {answerOf} from '../../../forecast/answer.ts';
import {type Prediction, within} from '../../../forecast/prediction.ts';
import type {Check, Finding} from '../../finding.ts';
import {duration} from '../../../text/duration.ts';
import {machineBefore, wasItself} from '../before-load.ts';
import {replicasOf} from '../../observed/pods/replicas.ts';
import {predictedOf} from '../../predicted/forecast.ts';
import {undecidedOf} from '../../predicted/undecided.ts';

/** Does every pod of the subject become ready within its own declared time, before the load begins? Always on. */
export const starts: Check = {
  about: 'subject',
  title: 'Does every pod become ready within its own declared time?',
  needs: [],
  owes: (history) =>
    factsOf(history).deploy?.start === undefined ? undefined : [{check: 'starts', step: undefined, of: undefined}],
  judge(history) {
    const {start, namespace} = factsOf(history).deploy ?? {};
    const windowMs = phaseWindow(history, 'deploy');
    if (start === undefined || windowMs === undefined) return [];
    const deployed = history.events
      .filter((event) => event.kind === 'phase' && event.name === 'deploy')
      .map(({seq}) => seq);
    // Older histories waited for what the subject declared, and no longer.
    const {prediction = within(0, start.boundMs), tookMs} = start;
    const latestMs = prediction.is === 'within' ? prediction.ms[1] : start.boundMs;
    const common = {
      check: 'starts',
      step: undefined,
      expected:
        prediction.is === 'within'
          ? `Every pod ready within ${duration(latestMs)}, as its probes or its deadline say`
          : 'Every pod ready',
      ...predictedOf(prediction),
      measuredMs: tookMs,
      margin: {value: (latestMs - tookMs) / latestMs, unit: 'of the declared time'},
      windowMs,
    };
    if (start.ready) {
      const sentence = `The subject started: every pod was ready after ${duration(tookMs)}`;
      return [{...common, verdict: 'pass', sentence, observed: `Ready after ${duration(tookMs)}`, evidence: deployed}];
    }
    const warnings = readingsOf(history, 'Event', namespace).filter(({object}) => object['type'] === 'Warning');
    const evidence = [...deployed, ...warnings.slice(-5).map(({seq}) => seq)];
    const byObject = [...Map.groupBy(start.why, ({of}) => nameOf(of)).values()].flatMap((told) =>
      told[0] === undefined ? [] : [{of: told[0].of, told}],
    );
    if (byObject.length === 0) {
      const sentence = 'The subject never got ready, and nothing says why';
      return [{...common, verdict: 'fail', sentence, observed: 'Not ready', evidence}];
    }
    return byObject.map(({of, told}): Finding => {
      const [why = '', ...more] = told.map(({text}) => text);
      const late = {...common, of, several: 'workloads were not ready in time', evidence};
      const said = `${nameOf(of)} was not ready within ${duration(tookMs)}: ${why}`;
      const details = more.length === 0 ? {} : {details: more};
      return {
        ...late,
        ...details,
        observed: [why, ...more].join('; '),
        ...judgeLate(history, of, said, prediction, [windowMs[1] - tookMs, windowMs[1]]),
      };
    });
  },
};

/**
 * What ends again and again, cannot be made or finds no node does not start, however fast the machine is; what is only
 * slow may be so for the machine's sake, unless that gave it more than the declared time; and it was not watched longer
 * than it was waited for.
 */
function judgeLate(
  history: History,
  of: ObjectRef,
  said: string,
  prediction: Prediction,
  windowMs: Window,
): Pick<Finding, 'verdict' | 'because' | 'sentence'> {
  if (isStuck(history, of)) return {verdict: 'fail', sentence: said};
  const tookMs = windowMs[1] - windowMs[0];
  if (answerOf(prediction, {untilMs: tookMs, seenMs: undefined}, 0) === 'late') {
    const machine = machineBefore(history, windowMs);
    const isLateByGiven = answerOf(prediction, {untilMs: machine.givenMs, seenMs: undefined}, 0) === 'late';
    if (wasItself(machine) || isLateByGiven) return {verdict: 'fail', sentence: said};
    const sentence = `${said}; the machine itself was in trouble in ${machine.troubled} of ${machine.windows} times 10 s, and gave ${duration(machine.givenMs)} of that time`;
    return {verdict: 'inconclusive', because: 'host-noisy', sentence};
  }
  const {because, why} = undecidedOf(history, prediction, tookMs, 0);
  return {verdict: 'inconclusive', because, sentence: `${said}; ${why}`};
}

/** Whether a pod, or any of a workload, will not come up by waiting; a workload without pods too. */
function isStuck(history: History, of: ObjectRef): boolean {
  const pods = replicasOf(history).flatMap(({name, workload, readings}) => {
    const last = readings.at(-1);
    const isOf = of.kind === 'Pod' ? of.name === name : isSame({kind: of.kind, name: of.name}, workload);
    return isOf && last?.is === 'present' ? [last.pod] : [];
  });
  return pods.length === 0 || pods.some((pod) => isBroken(pod) || isUnscheduled(pod));
}
