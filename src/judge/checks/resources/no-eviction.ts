import {readingsOf} from '../../../history/state.ts';
import {loadWindow} from '../../../history/windows.ts';
import type {Check} from '../../finding.ts';
import {ofTrial} from '../../owed.ts';
import {replicasOf} from '../../observed/pods/replicas.ts';
import {nameOf} from '../../../kubernetes/owners.ts';

const expected = 'No pod of the subject evicted by a kubelet';

/** Is no pod of the subject evicted (for memory or ephemeral storage) under the load? */
export const noEviction: Check = {
  about: 'subject',
  title: 'Is no pod evicted?',
  needs: ['load', 'api'],
  owes: ofTrial('no-eviction'),
  judge(history) {
    const windowMs = loadWindow(history);
    const replicas = replicasOf(history);
    if (windowMs === undefined || replicas.length === 0) return [];
    const told = readingsOf(history, 'Event').filter(
      ({object, tMs}) => object['reason'] === 'Evicted' && tMs >= windowMs[0],
    );
    const evicted = replicas.flatMap((replica) => {
      const event = told.find(
        ({object}) => (object['involvedObject'] as {readonly name?: string} | undefined)?.name === replica.name,
      );
      const reading = replica.readings.find(({pod, tMs}) => tMs >= windowMs[0] && pod.status?.['reason'] === 'Evicted');
      const seen = event ?? reading;
      const message = event?.object['message'] ?? reading?.pod.status?.['message'] ?? '';
      return seen === undefined ? [] : [{replica, seen, message: typeof message === 'string' ? message : ''}];
    });
    if (evicted.length === 0) {
      return [
        {
          check: 'no-eviction',
          step: undefined,
          verdict: 'pass',
          sentence: 'No pod was evicted',
          expected,
          observed: 'None',
          windowMs,
          evidence: [],
        },
      ];
    }
    return evicted.map(({replica, seen, message}) => ({
      check: 'no-eviction',
      step: undefined,
      of: replica.workload,
      verdict: 'fail',
      sentence: `Pod ${replica.name} of ${nameOf(replica.workload)} was evicted: ${message}`,
      expected,
      observed: message,
      windowMs: [seen.tMs, seen.tMs],
      evidence: [seen.seq],
      needs: [],
    }));
  },
};
