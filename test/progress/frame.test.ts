import test from 'ava';
import {boardOf, changed} from '../../src/progress/board.ts';
import {frameOf, type Screen} from '../../src/progress/frame.ts';

const screen: Screen = {columns: 80, rows: 24, colour: false, unicode: true};

test('where a row is too short for both, what changes from second to second stays', (t) => {
  const going = {
    state: 'going',
    note: 'fault 3×: 120 requests per second · memory-exhaustion: waiting for its receipt',
    detail: '120 per second, 0 failed, p99 12 ms',
  } as const;
  const board = changed(boardOf([{title: 'Sea trial', expectedMs: 0}]), 0, () => going);
  const [, note = ''] = frameOf(board, 0, screen);
  t.regex(note, /^ {2}› fault 3×: 120 requests per second · [^\n]*… · 120 per second, 0 failed, p99 12 ms$/);
  t.true(note.length < 80);
  const wide = frameOf(board, 0, {...screen, columns: 200})[1] ?? '';
  t.is(wide, `  › ${going.note} · ${going.detail}`);
  for (const columns of [4, 20, 40])
    t.true((frameOf(board, 0, {...screen, columns})[1] ?? '').length < Math.max(5, columns));
});
