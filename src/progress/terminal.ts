import type {WriteStream} from 'node:tty';
import type {Clock} from '../system/clock.ts';
import type {Drawing, Present} from './work.ts';
import {boardOf, changed, type Item} from './board.ts';
import {frameOf, type Screen} from './frame.ts';

const everyMs = 250;
const escape = '\u{1b}[';
/** A terminal that knows them shows what is between in one go; others pass them over. */
const [synchronized, synchronizedEnd] = [`${escape}?2026h`, `${escape}?2026l`];
const [hideCursor, showCursor] = [`${escape}?25l`, `${escape}?25h`];

/** A board that is drawn in place on a terminal. */
export interface LiveBoards {
  readonly present: Present;
  /** Prints lines above the board that is drawn now, or just prints them. */
  aside(text: string): void;
  /** Takes the cursor back, whatever is drawn: for the end of the process. */
  leave(): void;
}

export interface LiveContext {
  readonly stream: Pick<WriteStream, 'write' | 'columns' | 'rows' | 'on' | 'off'>;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly unicode: boolean;
  readonly colour: boolean;
  /** Told of the first thing that went wrong in drawing; nothing is drawn after it. */
  readonly broken: (error: unknown) => void;
}

/** Boards on one terminal, one at a time: four frames a second, each written at once over the one before. */
export function liveBoards(context: LiveContext): LiveBoards {
  let active: ReturnType<typeof liveBoard> | undefined;
  let isBroken = false;
  /** The cursor, where that still can be done. */
  const giveBack = (): void => {
    try {
      if (active === undefined) context.stream.write(showCursor);
      else active.leave();
    } catch {
      // The terminal is gone.
    }
  };
  const safely = (draw: () => void): void => {
    if (isBroken) return;
    try {
      draw();
    } catch (error) {
      isBroken = true;
      giveBack();
      active = undefined;
      context.broken(error);
    }
  };
  return {
    present(works, kind) {
      let board: ReturnType<typeof liveBoard> | undefined;
      safely(() => (active = board = liveBoard(boardOf(works), context, kind === 'takes back', safely)));
      const change = (index: number, to: (item: Item) => Partial<Item>): void => safely(() => board?.change(index, to));
      const {clock} = context;
      return {
        begun: (index) => change(index, () => ({state: 'going', begunMs: clock.nowMs()})),
        note: (index, note, detail = '') => change(index, () => ({note, detail})),
        milestone: (index, text) => change(index, ({milestones}) => ({milestones: [...milestones, text]})),
        ended: (index) => change(index, () => ({state: 'done', endedMs: clock.nowMs()})),
        failed: (index) => change(index, () => ({state: 'failed', endedMs: clock.nowMs()})),
        close() {
          safely(() => board?.close());
          active = undefined;
        },
      } satisfies Drawing;
    },
    aside(text) {
      if (active === undefined) safely(() => void context.stream.write(text));
      else safely(() => active?.aside(text));
    },
    leave() {
      safely(() => active?.leave());
    },
  };
}

function liveBoard(
  first: readonly Item[],
  {stream, clock, unicode, colour}: LiveContext,
  isTakingBack: boolean,
  safely: (draw: () => void) => void,
) {
  let board = first;
  let drawn: readonly string[] = [];
  let drawnColumns = columnsOf(stream);
  const screen = (): Screen => ({
    columns: columnsOf(stream),
    rows: stream.rows > 0 ? stream.rows : 24,
    colour,
    unicode,
  });

  /** To the first row of what is drawn: a terminal that became narrower has broken long rows into several. */
  const back = (): string => {
    const columns = columnsOf(stream);
    const isNarrower = columns < drawnColumns;
    const up = drawn.reduce(
      (sum, line) => sum + (isNarrower ? Math.max(1, Math.ceil(lengthOf(line) / columns)) : 1),
      0,
    );
    return `\r${up === 0 ? '' : `${escape}${up}A`}`;
  };
  const show = (lines: readonly string[], above = ''): void => {
    const cleared = above === '' ? '' : `${escape}0J${above}`;
    const rows = lines.map((line) => `${line}${escape}0K\n`).join('');
    stream.write(`${synchronized}${back()}${cleared}${rows}${escape}0J${synchronizedEnd}`);
    drawn = lines;
    drawnColumns = columnsOf(stream);
  };
  const draw = (): void => show(frameOf(board, clock.nowMs(), screen()));
  const redraw = (): void => safely(draw);
  /**
   * The window may have changed before its signal is handled: what is drawn for the old one cannot be taken back in the
   * new one.
   */
  const tick = (): void => {
    (stream as {_refreshSize?(): void})._refreshSize?.();
    redraw();
  };

  stream.write(hideCursor);
  draw();
  const ticking = setInterval(tick, everyMs);
  stream.on('resize', redraw);
  const stop = (): void => {
    clearInterval(ticking);
    stream.off('resize', redraw);
  };
  return {
    change(index: number, to: (item: Item) => Partial<Item>) {
      board = changed(board, index, to);
    },
    aside: (text: string) => show(frameOf(board, clock.nowMs(), screen()), text.endsWith('\n') ? text : `${text}\n`),
    leave() {
      stop();
      stream.write(showCursor);
    },
    close() {
      stop();
      const left = isTakingBack
        ? board.filter(({state}) => state === 'failed')
        : board.filter(({state}) => state !== 'waiting');
      // All of it, for whoever scrolls back: it is not drawn again.
      show(frameOf(left, clock.nowMs(), {...screen(), rows: Number.MAX_SAFE_INTEGER}));
      stream.write(showCursor);
    },
  };
}

function columnsOf({columns}: Pick<WriteStream, 'columns'>): number {
  return columns > 0 ? columns : 80;
}

function lengthOf(line: string): number {
  // oxlint-disable-next-line no-control-regex -- our own colours
  return line.replaceAll(/\u{1b}\[[\d;]*m/gu, '').length;
}
