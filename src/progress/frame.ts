import {styleText} from 'node:util';
import cliTruncate from 'cli-truncate';
import {printable} from '../text/printable.ts';
import type {Item} from './board.ts';
import {about, duration, wholeSeconds} from '../text/duration.ts';

/** What a screen can show. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  readonly colour: boolean;
  /** Whether it shows more than ASCII. */
  readonly unicode: boolean;
}

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;
const asciiSpinner = ['-', '\\', '|', '/'] as const;
const styles = {waiting: 'dim', going: 'cyan', done: 'green', failed: 'red'} as const;

/**
 * The lines of a board at a moment: no longer than a row of the screen, and so many that they and the cursor's own row
 * fit on it. What is done gives way first, then what waits.
 */
export function frameOf(board: readonly Item[], nowMs: number, screen: Screen): readonly string[] {
  const most = Math.max(1, screen.rows - 1);
  const blocks = board.map((item) => ({item, lines: linesOf(item, nowMs, screen)}));
  const height = (): number => blocks.reduce((sum, {lines}) => sum + lines.length, 0);
  let hidden = 0;
  for (const state of ['done', 'waiting'] as const) {
    for (let at = 0; at < blocks.length && height() + Math.min(hidden, 1) > most;) {
      if (blocks[at]?.item.state !== state) at += 1;
      else {
        blocks.splice(at, 1);
        hidden += 1;
      }
    }
  }
  const lines = blocks.flatMap((block) => block.lines);
  // One item alone may be taller than the screen: its title and its newest lines.
  const shown =
    lines.length + Math.min(hidden, 1) <= most
      ? lines
      : [...lines.slice(0, 1), ...lines.slice(lines.length - most + 1 + Math.min(hidden, 1))];
  const told =
    hidden === 0
      ? shown
      : [fitted(`  ${hidden} more, not shown: the terminal has ${screen.rows} rows`, screen, 'dim'), ...shown];
  return told.slice(0, most);
}

function linesOf(item: Item, nowMs: number, screen: Screen): readonly string[] {
  const {title, state, note, detail, milestones} = item;
  const time = timeOf(item, nowMs);
  // The time stays where the title is too long for the row.
  const named = fitted(`${iconOf(state, nowMs, screen.unicode)} ${printable(title)}`, {
    ...screen,
    columns: screen.columns - time.length,
    colour: false,
  });
  return [
    painted(`${named}${time}`, state, screen),
    ...milestones.map((text) => fitted(`  ${screen.unicode ? '•' : '*'} ${printable(text)}`, screen)),
    ...(state === 'going' && note !== '' ? [noteOf(note, detail, screen)] : []),
  ];
}

/** Where both are too long for the row, what changes from second to second stays. */
function noteOf(note: string, detail: string, screen: Screen): string {
  const told = detail === '' ? '' : ` · ${printable(detail)}`;
  const head = fitted(`  ${screen.unicode ? '›' : '>'} ${printable(note)}`, {
    ...screen,
    columns: screen.columns - told.length,
    colour: false,
  });
  return fitted(`${head}${told}`, screen, 'cyan');
}

function painted(head: string, state: Item['state'], {colour}: Screen): string {
  if (!colour) return head;
  const paint = (text: string): string => styleText(styles[state], text, {validateStream: false});
  return state === 'waiting' ? paint(head) : `${paint(head.slice(0, 1))}${head.slice(1)}`;
}

function timeOf({state, begunMs, endedMs, expectedMs}: Item, nowMs: number): string {
  if (state === 'waiting') return expectedMs < 1000 ? '' : ` (${about(expectedMs)})`;
  if (state !== 'going') return ` (${duration(endedMs - begunMs)})`;
  return ` (${duration(wholeSeconds(nowMs - begunMs))}${expectedMs < 1000 ? '' : ` of ${about(expectedMs)}`})`;
}

function iconOf(state: Item['state'], nowMs: number, unicode: boolean): string {
  if (state === 'done') return unicode ? '✔' : '+';
  if (state === 'failed') return unicode ? '✖' : 'x';
  if (state === 'waiting') return unicode ? '·' : '.';
  const wheel: readonly string[] = unicode ? spinner : asciiSpinner;
  return wheel[Math.floor(nowMs / 250) % wheel.length] ?? '';
}

/** One row of the screen. The last column stays free: a character there would make some terminals begin a new row. */
function fitted(text: string, {columns, colour, unicode}: Screen, style?: 'dim' | 'cyan'): string {
  const cut = cliTruncate(unicode ? text : asciiOf(text), Math.max(4, columns - 1), {
    truncationCharacter: unicode ? '…' : '.',
  });
  return style !== undefined && colour ? styleText(style, cut, {validateStream: false}) : cut;
}

const spelled: Readonly<Record<string, string>> = {
  '×': 'x',
  '·': '-',
  '•': '*',
  '›': '>',
  '▶': '>',
  '✔': '+',
  '✖': 'x',
  '⚠': '!',
  '…': '...',
  '→': '->',
  '│': '|',
  '–': '-',
  '—': '-',
  '≥': '>=',
  '≤': '<=',
};

/** A text for a screen that shows ASCII only: our own signs are spelled, all others are a question mark. */
export function asciiOf(text: string): string {
  // oxlint-disable-next-line no-control-regex -- everything that is not ASCII
  return text.replaceAll(/[^\x00-\x7f]/gu, (character) => spelled[character] ?? '?');
}
