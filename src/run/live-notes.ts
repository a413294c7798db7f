import type {LiveLoad} from '../load/live.ts';
import type {Shown} from '../progress/work.ts';

const everyMs = 1000;

/**
 * The line that lives while the load runs: the stage, what its step does, and what the load did in the last second,
 * drawn anew every second.
 */
export function liveNotes(
  note: Shown['note'],
  live: LiveLoad,
): Disposable & Readonly<Record<'stage' | 'step', (text: string) => void>> {
  let [stage, step] = ['', ''];
  const text = (): string => (step === '' ? stage : `${stage} · ${step}`);
  const ticking = setInterval(() => note(text(), live.now(everyMs)), everyMs);
  return {
    stage(now) {
      stage = now;
      note(text());
    },
    step(now) {
      step = now;
      note(text());
    },
    [Symbol.dispose]: () => clearInterval(ticking),
  };
}
