import {execFileSync} from 'node:child_process';
import {EventEmitter} from 'node:events';
import {mkdtempSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {liveBoards} from '../../src/progress/terminal.ts';
import {terminal, type Terminal, type TerminalOptions} from './terminal.ts';

/** The boards of a trial in a pseudo-terminal, without the echo of what is typed. */
function boards(options: TerminalOptions = {}): Terminal {
  return terminal(['sh', '-c', 'stty -echo; exec "$0" test/cli/programs/boards.ts', process.execPath], options);
}

async function throughAll(at: Terminal, from = 1): Promise<void> {
  const titles = [
    /Look at the mach.*\(/,
    /Create the clus.*\(/,
    /Deploy shop \(/,
    /Sea trial.*\(/,
    /Collect the evid.*\(/,
  ];
  for (const title of titles.slice(from - 1)) {
    await at.shows(title);
    at.type('go on\r');
  }
}

const variants: Readonly<Record<string, TerminalOptions>> = {
  '80 × 24': {},
  '200 × 50': {columns: 200, rows: 50},
  '40 × 12': {columns: 40, rows: 12},
  'without colours': {env: {NO_COLOR: '1'}},
  'without UTF-8': {env: {LC_ALL: 'C', LANG: 'C'}},
};

for (const [title, options] of Object.entries(variants)) {
  test(`${title}: every phase stands with its time, the verdict is last, and what was taken back leaves no trace`, async (t) => {
    using at = boards(options);
    await throughAll(at);
    await at.shows(/PASS/);
    for (let step = 0; step < 5; step += 1) at.type('go on\r');
    t.is(await at.ended, 0);
    const shown = at.screen().filter((row) => row !== '');
    t.is(shown.at(-1)?.replace(/^\S+ /, ''), 'PASS: memory stays inside its limits', shown.join('\n'));
    t.is(shown.filter((row) => /^(✔|\+) .*\(\d+(\.\d)? m?s\)/.test(row)).length, 5, shown.join('\n'));
    t.false(shown.some((row) => row.includes('Take back')));
    t.true(at.bytes().endsWith('\u{1b}[?25h') || at.bytes().includes('\u{1b}[?25h'), 'the cursor is there again');
  });
}

test('what goes on stands in one line that is drawn anew, what stays is a line of its own, with the time of how much', async (t) => {
  using at = boards();
  await at.shows(/Look at the machine \(/);
  at.type('go on\r');
  await at.shows(/Create the cluster \(.* of about 1 s\)/);
  at.type('note warm-up 3×: 12 s left\r');
  await at.shows(/› warm-up 3×: 12 s left/);
  at.type('note warm-up 3×: 11 s left\r');
  await at.shows(/› warm-up 3×: 11 s left/);
  t.false(at.screen().some((row) => row.includes('12 s left')));
  at.type('milestone Memory pushed past the limit: shop\r');
  await at.shows(/• Memory pushed past the limit: shop\n *› warm-up 3×: 11 s left/);
});

test('a hostile note neither moves the cursor nor colours the screen', async (t) => {
  using at = boards();
  await at.shows(/Look at the machine \(/);
  at.type('note \u{16}\u{1b}[2J\u{16}\u{1b}]52;c;eA==\u{16}\u{7}red\r');
  await at.shows(/› \\u\{1b\}\[2J\\u\{1b\}\]52;c;eA==\\u\{7\}red/);
  t.regex(at.screen()[0] ?? '', /Look at the machine/);
});

/** Resizes while the program is held. */
async function resized(at: Terminal, columns: number, rows: number): Promise<void> {
  const pipe = join(mkdtempSync(join(tmpdir(), 'seatrial-held-')), 'go-on');
  execFileSync('mkfifo', [pipe]);
  at.type(`hold ${pipe}\r`);
  await at.isCalled(`hold ${pipe}`);
  at.resize(columns, rows);
  await writeFile(pipe, 'go on\n');
}

test('a window that is made smaller and larger again shows one board, whole', async (t) => {
  using at = boards({columns: 100, rows: 30});
  await at.shows(/Look at the machine \(/);
  at.type(`milestone ${'long '.repeat(18)}\r`);
  await at.shows(/• long long/);
  // While nothing is on its way to the screen: what a program sends before it hears of a new size no terminal can put
  // right.
  await resized(at, 50, 20);
  at.type('note narrow\r');
  await at.shows(/› narrow/);
  await resized(at, 120, 30);
  at.type('note wide\r');
  await at.shows(/› wide/);
  t.is(at.screen().filter((row) => row.includes('Look at the machine')).length, 1, at.screen().join('\n'));
  t.is(at.screen().filter((row) => row.includes('Collect the evidence')).length, 1, at.screen().join('\n'));
});

test('a low window keeps what goes on, and says how much it does not show', async (t) => {
  using at = boards({rows: 6});
  await at.shows(/Look at the machine \(/);
  at.type('go on\rgo on\rgo on\r');
  await at.shows(/stages \(/);
  at.type('note at it\r');
  await at.shows(/more, not shown: the terminal has 6 rows\n.*\n* *.*stages \([^]*› at it/);
  t.false(at.screen().some((row) => row.includes('Look at the machine')));
});

test('without a terminal that can move its cursor lines follow each other, and no escape is sent', async (t) => {
  using at = boards({env: {TERM: 'dumb'}});
  await at.shows(/Look at the machine/);
  at.type('go on\rnote one 9 s left\rnote one 8 s left\rthrow\r');
  await at.shows(/The run ended: broke/);
  t.false(at.bytes().includes('\u{1b}'));
  t.true(at.screen().includes('▶ Create the cluster (about 1 s)'));
  t.is(at.screen().filter((row) => row.includes('s left')).length, 1, 'a count-down is told once');
});

test('Ctrl-C is told beside the board, which stays whole', async (t) => {
  using at = boards();
  await at.shows(/Look at the machine \(/);
  at.type('go on\r');
  await at.shows(/Create the cluster \(/);
  at.type('\u{3}');
  await at.shows(/Interrupted: taking everything back/);
  at.type('any\r');
  await at.shows(/The run ended/);
  // What is taken back may have begun to be drawn by now: a board of its own.
  const ofBoard = at.screen().filter((row) => row.includes('Create the cluster') && !row.includes('Take back'));
  t.is(ofBoard.length, 1, at.screen().join('\n'));
});

test('a phase that fails stands as failed, and what never began is not shown', async (t) => {
  using at = boards();
  await at.shows(/Look at the machine \(/);
  at.type('go on\rthrow\r');
  await at.shows(/The run ended/);
  t.true(at.screen().some((row) => row.startsWith('✖ Create the cluster')));
  t.false(at.screen().some((row) => row.includes('Deploy shop') && !row.includes('Take back')));
});

for (const [when, breaks] of Object.entries({'from the first': 0, 'while it is drawn': 1})) {
  test(`a board that cannot be drawn ${when} is told once, the cursor comes back, and who works hears nothing of it`, (t) => {
    const written: string[] = [];
    const told: unknown[] = [];
    let asked = 0;
    const nowMs = (): number => {
      asked += 1;
      if (asked > breaks) throw new Error('no time');
      return 0;
    };
    const stream = Object.assign(new EventEmitter(), {
      columns: 80,
      rows: 24,
      write: (text: string) => written.push(text) > 0,
    });
    const live = liveBoards({
      stream: stream as never,
      clock: {nowMs},
      unicode: true,
      colour: false,
      broken: (error) => told.push(error),
    });
    const drawing = live.present([{title: 'a', expectedMs: 0}]);
    drawing.begun(0);
    drawing.ended(0);
    drawing.close();
    live.leave();
    t.is(told.length, 1);
    t.true(written.at(-1)?.endsWith('\u{1b}[?25h'));
  });
}
