/** One piece of work as it stands: times are the clock's, ms. */
export interface Item {
  readonly title: string;
  readonly expectedMs: number;
  readonly state: 'waiting' | 'going' | 'done' | 'failed';
  readonly begunMs: number;
  readonly endedMs: number;
  /** What goes on right now. */
  readonly note: string;
  /** What of it changes from second to second; empty: nothing. */
  readonly detail: string;
  /** What stays. */
  readonly milestones: readonly string[];
}

/** The board of work that has not begun. */
export function boardOf(works: readonly Pick<Item, 'title' | 'expectedMs'>[]): readonly Item[] {
  return works.map(({title, expectedMs}) => ({
    title,
    expectedMs,
    state: 'waiting',
    begunMs: 0,
    endedMs: 0,
    note: '',
    detail: '',
    milestones: [],
  }));
}

/** The board with one item changed. */
export function changed(board: readonly Item[], index: number, change: (item: Item) => Partial<Item>): readonly Item[] {
  return board.map((item, at) => (at === index ? {...item, ...change(item)} : item));
}
