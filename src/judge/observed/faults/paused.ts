import type {History} from '../../../history/history.ts';
import type {Victim} from '../../../history/records/faults.ts';
import {endOf, type Window} from '../../../history/windows.ts';
import type {ContainerOf} from '../../../kubernetes/containers.ts';
import type {KubeObject, ObjectRef} from '../../../kubernetes/kube-object.ts';
import {faultsOf, type FaultRecord} from './faults.ts';
import type {Replica} from '../pods/replicas.ts';
import {readingAt, restartsIn, type Restart} from '../pods/restarts.ts';
import {trafficIn} from '../load/traffic.ts';
import {victimContainer} from '../pods/victim-container.ts';

/** A container whose processes were paused, and what became of it. */
export interface Paused {
  readonly fault: FaultRecord;
  readonly victim: Victim;
  readonly replica: Replica;
  readonly pod: KubeObject;
  readonly container: ContainerOf;
  readonly of: ObjectRef;
  /** From the injection until taking it back began. */
  readonly windowMs: Window;
  /** Whether other processes of it went on running: PID 1 alone was paused. */
  readonly isPartly: boolean;
  readonly restartsBefore: number;
  readonly restart: Restart | undefined;
  /** Requests that hung until their time-out meanwhile. */
  readonly timedOut: number;
}

/** Every container that a fault paused. */
export function pausedOf(history: History): readonly Paused[] {
  return faultsOf(history)
    .filter(({effect}) => effect?.takes === 'answers')
    .flatMap((fault) => fault.victims.flatMap((victim) => pausedIn(history, fault, victim)));
}

function pausedIn(history: History, fault: FaultRecord, victim: Victim): readonly Paused[] {
  const found = victimContainer(history, victim);
  const fromMs = fault.injectedMs;
  const reading = found === undefined || fromMs === undefined ? undefined : readingAt(found.replica, fromMs);
  if (found === undefined || fromMs === undefined || reading === undefined) return [];
  const {container} = found;
  const windowMs: Window = [fromMs, fault.undoingMs ?? endOf(history)];
  const {processes} = fault.options as {readonly processes?: string};
  const {running} = fault.reading as {readonly running?: readonly string[]};
  return [
    {
      fault,
      victim,
      ...found,
      pod: reading.pod,
      windowMs,
      isPartly: processes === 'first' && (running ?? []).length > 0,
      restartsBefore: reading.statuses.find(({name}) => name === container.name)?.restartCount ?? 0,
      restart: restartsIn(history, windowMs).find(
        (one) => one.replica.uid === victim.uid && one.container === container.name,
      ),
      timedOut: trafficIn(history, [windowMs]).byOutcome['timed-out'] ?? 0,
    },
  ];
}
