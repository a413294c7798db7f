import {isThere} from './answers.ts';
import {tellEvent} from './pods.ts';
import {listens, type RunningContainer, type World} from './state.ts';
import type {Probe} from './subject.ts';

type Kind = 'liveness' | 'readiness' | 'startup';

interface Told {
  readonly onReady: (isReady: boolean) => void;
  /** It has failed too often; `graceMs` is the probe's own. */
  readonly onUnhealthy: (kind: 'liveness' | 'startup', graceMs: number | undefined) => void;
}

/** The kubelet asks a container from now on, until it ends: first its startup probe, then the other two. */
export function startProbes(world: World, container: RunningContainer, told: Told): void {
  const {startup, liveness, readiness} = container.spec;
  const id = container.id;
  const isIt = (): boolean =>
    container.id === id && container.process !== undefined && container.pod.node?.isUp === true;
  const others = (): void => {
    container.isStarted = true;
    if (readiness === undefined) told.onReady(true);
    else ask(world, container, 'readiness', readiness, told, isIt, 0);
    if (liveness !== undefined) ask(world, container, 'liveness', liveness, told, isIt);
  };
  if (startup === undefined) {
    if (readiness !== undefined) ask(world, container, 'readiness', readiness, told, isIt);
    if (liveness !== undefined) ask(world, container, 'liveness', liveness, told, isIt);
  } else ask(world, container, 'startup', startup, {...told, onReady: others}, isIt);
}

/** One probe of one container: at its period, from a moment within it that nobody chose. */
function ask(
  world: World,
  container: RunningContainer,
  kind: Kind,
  probe: Probe,
  told: Told,
  isIt: () => boolean,
  firstMs?: number,
): void {
  const number = (name: string, otherwise: number): number => Number(probe.spec[name] ?? otherwise);
  const periodMs = number('periodSeconds', 10) * 1000;
  const timeoutMs = number('timeoutSeconds', 1) * 1000;
  const delayMs = number('initialDelaySeconds', 0) * 1000;
  const failuresAllowed = number('failureThreshold', 3);
  const successesWanted = number('successThreshold', 1);
  const grace = probe.spec['terminationGracePeriodSeconds'];
  let row = {isGood: true, length: 0};
  let isOver = false;
  const result = (isGood: boolean): void => {
    if (!isIt() || isOver) return;
    row = row.isGood === isGood ? {isGood, length: row.length + 1} : {isGood, length: 1};
    if (!isGood) tellEvent(world, container, 'Unhealthy', `${kind[0]?.toUpperCase()}${kind.slice(1)} probe failed`);
    if (isGood && row.length >= successesWanted) {
      if (kind === 'startup') isOver = true;
      if (kind !== 'liveness') told.onReady(true);
    }
    if (isGood || row.length < failuresAllowed) return;
    if (kind === 'readiness') return told.onReady(false);
    isOver = true;
    told.onUnhealthy(kind, typeof grace === 'number' ? grace * 1000 : undefined);
  };
  const tick = (dueMs: number): void => {
    if (!isIt() || isOver || (kind !== 'readiness' && container.pod.ending !== undefined)) return;
    const nowMs = world.time.nowMs();
    // The kubelet counts whole seconds since the container's start.
    const isEarly = Math.floor((nowMs - container.startedMs) / 1000) * 1000 < delayMs;
    const hangs = !isEarly && answerOf(world, container, probe) === 'nothing';
    const takesMs = hangs ? timeoutMs : 2;
    if (!isEarly) world.time.in(takesMs, () => result(hangs ? false : answerOf(world, container, probe) === 'good'));
    // One that hangs for longer than the period delays the next one.
    const nextMs = Math.max(dueMs + periodMs, nowMs + takesMs);
    world.time.in(nextMs - nowMs, () => tick(nextMs));
  };
  const first = world.time.nowMs() + (firstMs ?? world.random() * periodMs);
  world.time.in(first - world.time.nowMs(), () => tick(first));
}

/** What a probe is answered now. */
function answerOf(world: World, container: RunningContainer, {spec, asks}: Probe): 'good' | 'bad' | 'nothing' {
  const {process} = container;
  if (process === undefined) return 'bad';
  if (asks === 'always') return 'good';
  const isOpen = listens(process, world.time.nowMs());
  // The kernel takes connections for a paused process: one that only connects notices nothing.
  if (spec['tcpSocket'] !== undefined) return isOpen ? 'good' : 'bad';
  if (process.isPaused) return isOpen ? 'nothing' : 'bad';
  if (!isOpen) return 'bad';
  if (asks === 'self') return 'good';
  return process.isCutOff === 'peers' || !isThere(world, asks) ? 'bad' : 'good';
}
