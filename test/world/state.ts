import type {EventBody} from '../../src/history/events.ts';
import type {Json} from '../../src/kubernetes/kube-object.ts';
import type {Container, Workload, WorldSubject} from './subject.ts';
import type {WorldTime} from './time.ts';

/** All that is so at one moment of a world. Its parts change it, and tell the history what the API would. */
export interface World {
  readonly time: WorldTime;
  /** The same numbers in [0, 1) for the same seed. */
  readonly random: () => number;
  readonly subject: WorldSubject;
  readonly nodes: readonly Node[];
  readonly pods: Set<Pod>;
  /** Tells the history, a watch's delay later. */
  tell(body: EventBody): void;
  /** A number that nothing else has. */
  next(): number;
}

export interface Node {
  readonly name: string;
  readonly zone: string;
  readonly role: 'control-plane' | 'worker';
  isUp: boolean;
  /** It has power, and its kubelet runs. */
  isBooted: boolean;
  isReady: boolean;
  isCordoned: boolean;
}

export interface Pod {
  readonly uid: string;
  readonly name: string;
  readonly ip: string;
  readonly workload: Workload;
  readonly revision: number;
  readonly createdMs: number;
  node: Node | undefined;
  /** Why no node takes it. */
  unscheduled: string | undefined;
  readonly containers: readonly RunningContainer[];
  /** When its end was asked for, and what it was given. */
  ending: {readonly sinceMs: number; readonly graceMs: number} | undefined;
  isGone: boolean;
  isReady: boolean;
  readySinceMs: number;
  /** Init containers have ended. */
  isInitialized: boolean;
}

export interface Ending {
  readonly exitCode: number;
  readonly reason: string;
  readonly finishedMs: number;
  readonly containerId: string;
  readonly startedMs: number;
}

export interface RunningContainer {
  readonly pod: Pod;
  readonly spec: Container;
  id: string;
  startedMs: number;
  restarts: number;
  /** Undefined: it does not run. */
  process: Process | undefined;
  last: Ending | undefined;
  /** By its startup probe, or since it runs where it has none. */
  isStarted: boolean;
  isReady: boolean;
  /** Being stopped by the kubelet. */
  isStopping: boolean;
  /** Its ends so far, for the back-off. */
  ends: number;
}

/** The processes of a container, as the load meets them. */
export interface Process {
  readonly container: RunningContainer;
  opensMs: number;
  /** New connections are refused. */
  isClosed: boolean;
  isPaused: boolean;
  /** Nobody hears it, or it hears none of those it depends on. */
  isCutOff: 'everybody' | 'peers' | undefined;
  hasEnded: boolean;
  /** Connections and bytes since it began, for the kernel's count of its pod. */
  readonly counted: {opens: number; bytes: number; requests: number};
}

/** The event of an object as it is now. */
export function present(object: object): EventBody {
  return {kind: 'object', is: 'present', object: object as Extract<EventBody, {kind: 'object'}>['object']};
}

/** True for what takes new connections at a moment. */
export function listens(process: Process | undefined, nowMs: number): process is Process {
  return process !== undefined && !process.hasEnded && !process.isClosed && nowMs >= process.opensMs;
}

export type Fields = Readonly<Record<string, Json>>;
