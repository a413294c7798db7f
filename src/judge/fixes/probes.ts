import {factsOf} from '../../history/facts.ts';
import type {History} from '../../history/history.ts';
import {redacted} from '../../history/secrets/scrub.ts';
import type {ContainerOf} from '../../kubernetes/containers.ts';
import type {Json, ObjectRef} from '../../kubernetes/kube-object.ts';
import {isMap, type Patch, patchBetween} from '../../kubernetes/patches/patch.ts';
import {asksTheSame, type Probe, type ProbeKind, probeOf} from '../../kubernetes/probes.ts';
import type {Proposal} from './fix.ts';
import {containerOf, inContainer} from './objects.ts';

/** A question that a container answers already, as one of its own probes asks it. */
export interface Question {
  /** E.g. `{httpGet: {path: /livez, port: http}}`. */
  readonly asks: Patch;
  readonly probe: Probe;
}

/** The question of one of a container's probes; undefined without it, and for a command that was not recorded whole. */
export function questionOf(container: ContainerOf, kind: ProbeKind): Question | undefined {
  const probe = probeOf(container, kind);
  const asks = probe === undefined ? undefined : stated(container.spec[kind])[probe.how];
  if (probe === undefined || asks === undefined || JSON.stringify(asks).includes(redacted.slice(0, -1)))
    return undefined;
  return {asks: {[probe.how]: asks}, probe};
}

/**
 * A question about the process itself and nothing that it depends on, as far as its owner tells: the startup probe's,
 * unless readiness asks it too; of a subject that depends on nothing any.
 */
export function ofTheProcess(history: History, container: ContainerOf): Question | undefined {
  const startup = questionOf(container, 'startupProbe');
  const readiness = questionOf(container, 'readinessProbe');
  const dependsOnNothing = factsOf(history).trial?.subject.dependencies.length === 0;
  if (dependsOnNothing) return startup ?? readiness;
  const isReadiness = startup !== undefined && readiness !== undefined && asksTheSame(startup.probe, readiness.probe);
  return isReadiness ? undefined : startup;
}

/**
 * To let a probe of a container ask a question: one that is there keeps its times, unless `isRetimed`; a new one
 * gets these. Undefined without a question.
 */
export function asking(
  history: History,
  of: ObjectRef,
  kind: ProbeKind,
  question: Question | undefined,
  times: Patch,
  isRetimed = false,
): Proposal | undefined {
  const container = containerOf(history, of);
  if (container === undefined || question === undefined) return undefined;
  const before = container.spec[kind];
  if (!isMap(before)) return inContainer(history, of, kind, {...question.asks, ...times});
  const old = stated(before);
  const kept = Object.entries(old).filter(([key]) => !handlers.has(key));
  return inContainer(
    history,
    of,
    kind,
    patchBetween(old, {...Object.fromEntries(kept), ...(isRetimed ? times : {}), ...question.asks}),
  );
}

/** True of a probe that the process itself must answer: an open port or a command may tell of something else. */
export function isRequest({how}: Probe): boolean {
  return how === 'httpGet' || how === 'grpc';
}

/** The time-out of a new probe: what the owner gave the same question, and at least so long, s. */
export function timeoutFor({probe}: Question, leastS: number): number {
  return Math.max(leastS, Math.ceil(probe.timeoutMs / 1000));
}

const handlers = new Set(['httpGet', 'tcpSocket', 'grpc', 'exec']);

/** A probe without what the API server filled in beside the owner's own words. */
function stated(probe: Json | undefined): Patch {
  if (!isMap(probe)) return {};
  const {httpGet, grpc} = probe;
  return {
    ...probe,
    ...(isMap(httpGet) ? {httpGet: without(httpGet, 'scheme', 'HTTP')} : {}),
    ...(isMap(grpc) ? {grpc: without(grpc, 'service', '')} : {}),
  };
}

function without(map: Patch, key: string, value: Json): Patch {
  return Object.fromEntries(Object.entries(map).filter(([name, one]) => name !== key || one !== value));
}
