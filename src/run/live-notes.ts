import type {LiveLoad} from '../load/live.ts';
import type {Shown} from '../progress/work.ts';

const everyMs = 1000;

/**
 * The line that lives while the load runs: the stage, what its step does, and what the load did in the last second,
 * drawn anew every second; without a load nothing of it.
 */
export function liveNotes(
  note: Shown['note'],
  live: LiveLoad | undefined,
): Disposable & Readonly<Record<'stage' | 'step', (text: string) => void>> {
  let [stage, step] = ['', ''];
  let second: string | undefined;
  const tell = (): void => note(step === '' ? stage : `${stage} · ${step}`, second);
  const ticking = setInterval(() => {
    second = live?.now(everyMs);
    tell();
  }, everyMs);
  return {
    // What the load did stays until the next second is over: a stage that counts down would wipe it away at once.
    stage(now) {
      stage = now;
      tell();
    },
    step(now) {
      step = now;
      tell();
    },
    [Symbol.dispose]: () => clearInterval(ticking),
  };
}
