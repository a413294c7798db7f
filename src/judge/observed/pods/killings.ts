import type {History} from '../../../history/history.ts';
import {readingsOf} from '../../../history/state.ts';
import type {Window} from '../../../history/windows.ts';

/**
 * The first time in a window that the kubelet told of killing a container because its liveness or startup probe failed;
 * the end comes up to a grace period later.
 */
export function killingBy(
  history: History,
  {uid, container}: {readonly uid: string; readonly container: string},
  [from, to]: Window,
): {readonly seq: number; readonly tMs: number} | undefined {
  return readingsOf(history, 'Event').find(({object, tMs}) => {
    const involved = object['involvedObject'] as {readonly uid?: string; readonly fieldPath?: string} | undefined;
    if (tMs <= from || tMs > to || object['reason'] !== 'Killing' || involved?.uid !== uid) return false;
    return (
      involved.fieldPath?.endsWith(`{${container}}`) === true &&
      /failed (liveness|startup) probe/.test(String(object['message']))
    );
  });
}
