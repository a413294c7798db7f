import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {isSame, nameOf} from '../../../kubernetes/owners.ts';
import {departureIn, whatTook} from '../../observed/account/departures.ts';
import {endpointsGone, servedPods} from '../../observed/pods/endpoints.ts';
import type {FaultRecord} from '../../observed/faults/faults.ts';
import type {Finding} from '../../finding.ts';
import {readyPodsAt} from '../../observed/pods/ready-pods.ts';
import {count} from '../../../text/units.ts';
import {duration} from '../../../text/duration.ts';

/**
 * Was the computed loss of the entry the real one: when the killed nodes' pods left the services, did the others stay
 * in them?
 */
export function proveSpread(history: History, fault: FaultRecord): readonly Finding[] {
  const entry = factsOf(history).deploy?.entry.workload;
  const nodes = new Set(fault.victims.filter(({kind}) => kind === 'node').map(({node}) => node));
  const {injectedMs, undoingMs} = fault;
  if (entry === undefined || injectedMs === undefined || nodes.size === 0 || fault.effect?.takes !== 'nodes') return [];
  const ready = readyPodsAt(history, injectedMs).filter(({workload}) => isSame(workload, entry));
  const lost = ready.filter(({node}) => nodes.has(node));
  const others = ready.filter(({node}) => !nodes.has(node));
  const served = servedPods(history);
  const gone = endpointsGone(
    served,
    lost.map(({uid}) => uid),
    injectedMs,
  );
  const untilMs = undoingMs ?? history.events.at(-1)?.tMs ?? injectedMs;
  const where = [...nodes].join(', ');
  const common = {
    check: 'spread/proved',
    step: fault.step,
    of: {kind: entry.kind, name: entry.name},
    expected: `${count(others.length, 'pod')} of ${ready.length} stay in the service when ${where} is lost (computed)`,
    windowMs: [injectedMs, untilMs] as const,
    evidence: [...fault.evidence, ...(gone === undefined ? [] : [gone.seq])],
    needs: ['api', 'receipt'] as const,
  };
  if (lost.length > 0 && (gone === undefined || gone.tMs > untilMs)) {
    const sentence = `The loss of ${where} was computed (${count(lost.length, 'pod')} of ${ready.length}) and not proved: it was taken back after ${duration(untilMs - injectedMs)}, before the services noticed`;
    return [
      {
        ...common,
        verdict: 'inconclusive',
        because: 'not-exercised',
        sentence,
        observed: 'Not seen',
      },
    ];
  }
  const during = served.filter(({tMs}) => tMs > injectedMs && tMs <= untilMs);
  const also = others.filter(({uid}) => during.some((one) => !one.ready.has(uid)));
  const left = others.length - also.length;
  const margin = {value: -also.length, unit: 'pods beyond the computed loss'};
  if (also.length > 0) {
    const departures = also.map((pod) => ({...pod, departure: departureIn(history, pod.uid, common.windowMs)}));
    const details = departures.map(
      ({name, node, departure}) =>
        `${name} on ${node} left the service${departure === undefined ? '' : ` by ${whatTook(departure)}`}`,
    );
    // Whose container ended of itself, or was ended, may have been lost without the node too.
    if (departures.every(({departure}) => departure?.by === 'ending')) {
      const sentence = `Whether the loss of ${where} took more than its own ${count(lost.length, 'pod')} of ${nameOf(entry)} is not known: on other nodes ${details[0]}`;
      const needs = ['api', 'receipt'] as const;
      return [
        {
          ...common,
          verdict: 'inconclusive',
          because: 'foreign-change',
          sentence,
          details,
          observed: `${left} stayed`,
          needs,
        },
      ];
    }
    const sentence = `The loss of ${where} took more than its own ${count(lost.length, 'pod')} of ${nameOf(entry)}: ${count(also.length, 'pod')} on other nodes left the service too`;
    return [
      {
        ...common,
        verdict: 'fail',
        sentence,
        details,
        observed: `${left} stayed`,
        margin,
        needs: ['api', 'receipt', 'host'],
      },
    ];
  }
  const sentence = `Proved: the loss of ${where} took ${lost.length} of ${count(ready.length, 'pod')} of ${nameOf(entry)}, as computed; ${left} went on serving`;
  return [{...common, verdict: 'pass', sentence, observed: `${left} stayed`, margin}];
}
