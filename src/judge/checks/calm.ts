import type {History} from '../../history/history.ts';
import {overlaps, type Window} from '../../history/windows.ts';
import {host} from './trial/host.ts';
import {loadDelivered} from './trial/load-delivered.ts';

const known = new WeakMap<History, readonly Window[]>();

/** Whether nothing that was seen in a stretch was disturbed by the machine: what needs `host` in it is decided. */
export function isCalm(history: History, stretch: Window): boolean {
  const noisy = known.get(history) ?? noisyWindows(history);
  known.set(history, noisy);
  return !noisy.some((window) => overlaps(window, stretch));
}

function noisyWindows(history: History): readonly Window[] {
  return [host, loadDelivered].flatMap((check) =>
    check
      .judge(history)
      .filter(({verdict, breaks = check.breaks}) => verdict !== 'pass' && breaks === 'host')
      .map(({windowMs}) => windowMs),
  );
}
