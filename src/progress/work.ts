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
  if (works.length === 0) return;
  const drawing = attempt(() => present(works, kind));
  const draw = (one: (on: Drawing) => void): void => {
    attempt(() => drawing && one(drawing));
  };
  try {
    for (const [index, work] of works.entries()) {
      draw((on) => on.begun(index));
      try {
        await work.run({
          note: (text, detail) => draw((on) => on.note(index, text, detail)),
          milestone: (text) => draw((on) => on.milestone(index, text)),
        });
      } catch (error) {
        draw((on) => on.failed(index));
        throw error;
      }
      draw((on) => on.ended(index));
    }
  } finally {
    draw((on) => on.close());
  }
}

function attempt<T>(draw: () => T): T | undefined {
  try {
    return draw();
  } catch {
    return undefined;
  }
}
