import type {Events} from '../../../history/history.ts';
import {once} from '../../../history/once.ts';
import {readingsOf} from '../../../history/state.ts';
import type {Window} from '../../../history/windows.ts';

/** What the kubelet told of the probes of one container. */
export interface Told {
  readonly seq: number;
  readonly tMs: number;
  readonly uid: string;
  readonly container: string;
  readonly probe: 'liveness' | 'startup';
  /** `killing`: it ends the container for it, within a grace period; `failed`: the probe failed once more. */
  readonly is: 'killing' | 'failed';
}

/** A container, by its pod's UID and its name. */
export interface ContainerId {
  readonly uid: string;
  readonly container: string;
}

/** All that the kubelets told of liveness and startup probes, by arrival. */
const toldOf: (history: Events) => readonly Told[] = once((history) =>
  readingsOf(history, 'Event').flatMap(({seq, tMs, object}): readonly Told[] => {
    const {uid = '', fieldPath = ''} = (object['involvedObject'] ?? {}) as {
      readonly uid?: string;
      readonly fieldPath?: string;
    };
    const message = String(object['message']);
    const container = /\{(.+)\}$/.exec(fieldPath)?.[1];
    const killing = object['reason'] === 'Killing' ? /failed (liveness|startup) probe/.exec(message)?.[1] : undefined;
    const failed = object['reason'] === 'Unhealthy' ? /^(Liveness|Startup) probe/.exec(message)?.[1] : undefined;
    const probe = (killing ?? failed)?.toLowerCase() as Told['probe'] | undefined;
    if (container === undefined || probe === undefined) return [];
    return [{seq, tMs, uid, container, probe, is: killing === undefined ? 'failed' : 'killing'}];
  }),
);

/** What was told of one container in a window, by arrival. */
export function toldIn(history: Events, {uid, container}: ContainerId, [from, to]: Window): readonly Told[] {
  return toldOf(history).filter(
    (told) => told.uid === uid && told.container === container && told.tMs > from && told.tMs <= to,
  );
}

/**
 * The first time in a window that the kubelet told of killing a container because its liveness or startup probe failed;
 * the end comes up to a grace period later.
 */
export function killingBy(history: Events, container: ContainerId, windowMs: Window): Told | undefined {
  return toldIn(history, container, windowMs).find(({is}) => is === 'killing');
}
