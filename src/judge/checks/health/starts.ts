import {factsOf} from '../../../history/facts.ts';
import {readingsOf} from '../../../history/state.ts';
import {phaseWindow} from '../../../history/windows.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import type {Check} from '../../finding.ts';
import {duration} from '../../../text/duration.ts';

/** Does every pod of the subject become ready within its own declared time, before the load begins? Always on. */
export const starts: Check = {
  about: 'subject',
  title: 'Does every pod become ready within its own declared time?',
  needs: [],
  judge(history) {
    const {start, namespace} = factsOf(history).deploy ?? {};
    const windowMs = phaseWindow(history, 'deploy');
    if (start === undefined || windowMs === undefined) return [];
    const deployed = history.events
      .filter((event) => event.kind === 'phase' && event.name === 'deploy')
      .map(({seq}) => seq);
    const common = {
      check: 'starts',
      step: undefined,
      expected: `Every pod ready within ${duration(start.boundMs)}, the time its probes declare`,
      measuredMs: start.tookMs,
      margin: {value: (start.boundMs - start.tookMs) / start.boundMs, unit: 'of the declared time'},
      windowMs,
    };
    if (start.ready) {
      const sentence = `The subject started: every pod was ready after ${duration(start.tookMs)}`;
      return [
        {...common, verdict: 'pass', sentence, observed: `Ready after ${duration(start.tookMs)}`, evidence: deployed},
      ];
    }
    const warnings = readingsOf(history, 'Event', namespace).filter(({object}) => object['type'] === 'Warning');
    const evidence = [...deployed, ...warnings.slice(-5).map(({seq}) => seq)];
    const byObject = [...Map.groupBy(start.why, ({of}) => nameOf(of)).values()].flatMap((told) =>
      told[0] === undefined ? [] : [{of: told[0].of, told}],
    );
    if (byObject.length === 0) {
      return [
        {
          ...common,
          verdict: 'fail',
          sentence: 'The subject never got ready, and nothing says why',
          observed: 'Not ready',
          evidence,
        },
      ];
    }
    return byObject.map(({of, told}) => {
      const [why = '', ...more] = told.map(({text}) => text);
      return {
        ...common,
        of,
        verdict: 'fail',
        several: 'workloads were not ready in time',
        sentence: `${nameOf(of)} was not ready within ${duration(start.boundMs)}: ${why}`,
        ...(more.length === 0 ? {} : {details: more}),
        observed: [why, ...more].join('; '),
        evidence,
      };
    });
  },
};
