/** One piece of work that a person watches. */
export interface Work {
  readonly title: string;
  readonly expectedMs: number;
  readonly run: (shown: Shown) => Promise<void>;
}

/** What work in progress may tell. */
export interface Shown {
  /**
   * Replaces the line that says what goes on right now; `detail` is what changes from second to second, for a line that
   * is drawn anew.
   */
  readonly note: (text: string, detail?: string) => void;
  /** Adds a line that stays: a fault, its receipt, the end of a stage. */
  readonly milestone: (text: string) => void;
}

/**
 * What a person sees of several pieces of work, by their index. Every call returns at once, and none decides anything
 * about the work.
 */
export interface Drawing {
  begun(index: number): void;
  note(index: number, text: string, detail?: string): void;
  milestone(index: number, text: string): void;
  ended(index: number): void;
  failed(index: number): void;
  close(): void;
}

/** Begins to draw work; of work that takes back, nothing is left on the screen where all of it ended well. */
export type Present = (works: readonly Pick<Work, 'title' | 'expectedMs'>[], kind?: 'takes back') => Drawing;

/**
 * Does one piece of work after the other and has it drawn; the first that throws ends it. The work never depends on the
 * drawing: what a drawing throws is dropped, and whoever draws has to tell of it.
 */
export async function perform(works: readonly Work[], present: Present, kind?: 'takes back'): Promise<void> {
  using drawn = draw(works, present, kind);
  for (const [index, work] of works.entries()) await drawn.work(index, work.run);
}

/** Works that are announced together and done one by one. */
export interface Drawn extends Disposable {
  /** Does the work with this index and has it drawn; gives what it made. */
  readonly work: <Made>(index: number, run: (shown: Shown) => Promise<Made>) => Promise<Made>;
}

/** Draws these works; whoever does them says when each begins. As in `perform`, no work depends on its drawing. */
export function draw(
  works: readonly Pick<Work, 'title' | 'expectedMs'>[],
  present: Present,
  kind?: 'takes back',
): Drawn {
  const drawing = works.length === 0 ? undefined : attempt(() => present(works, kind));
  const show = (one: (on: Drawing) => void): void => {
    attempt(() => drawing && one(drawing));
  };
  return {
    async work(index, run) {
      show((on) => on.begun(index));
      try {
        const made = await run({
          note: (text, detail) => show((on) => on.note(index, text, detail)),
          milestone: (text) => show((on) => on.milestone(index, text)),
        });
        show((on) => on.ended(index));
        return made;
      } catch (error) {
        show((on) => on.failed(index));
        throw error;
      }
    },
    [Symbol.dispose]: () => show((on) => on.close()),
  };
}

function attempt<T>(draw: () => T): T | undefined {
  try {
    return draw();
  } catch {
    return undefined;
  }
}
