import {about, duration} from '../text/duration.ts';
import {printable} from '../text/printable.ts';
import type {Clock} from '../system/clock.ts';
import type {Present} from './work.ts';

/**
 * One line when work begins, when it ends, for each milestone and for each new kind of progress; a count-down is not
 * repeated every second.
 */
export function plainLines(write: (line: string) => void, clock: Pick<Clock, 'nowMs'>): Present {
  return (works) => {
    let begunMs = 0;
    let last = '';
    const ended = (sign: string, index: number): void =>
      write(`${sign} ${printable(works[index]?.title ?? '')} (${duration(clock.nowMs() - begunMs)})`);
    return {
      begun(index) {
        begunMs = clock.nowMs();
        last = '';
        const {title = '', expectedMs = 0} = works[index] ?? {};
        write(`▶ ${printable(title)}${expectedMs < 1000 ? '' : ` (${about(expectedMs)})`}`);
      },
      note(_index, text) {
        const kind = text.replace(/(\d+ min )?\d+ s left.*/, '');
        if (kind !== last) write(`  · ${printable(text)}`);
        last = kind;
      },
      milestone: (_index, text) => write(`  · ${printable(text)}`),
      ended: (index) => ended('✔', index),
      failed: (index) => ended('✖', index),
      close: () => undefined,
    };
  };
}
