import test from 'ava';
import {printable, printableLines} from '../../src/text/printable.ts';

test('what moves the cursor, colours, rings, hides or turns text stands as an escape', (t) => {
  t.is(printable('\u{1b}[2Jred'), '\\u{1b}[2Jred');
  t.is(printable('a\u{202e}b\u{2066}c\u{200b}d'), 'a\\u{202e}b\\u{2066}c\\u{200b}d');
  t.is(printable('one\ntwo\r\u{2028}three\u{9b}'), 'one\\u{a}two\\u{d}\\u{2028}three\\u{9b}');
  t.is(printable('Größe ✔ 日本'), 'Größe ✔ 日本');
});

test('a long text is cut, and says how much is missing', (t) => {
  t.is(printable('x'.repeat(12), 10), `${'x'.repeat(10)}… (2 characters more)`);
  t.true(printable('x'.repeat(5_000_000)).length < 2100);
});

test('a text of several lines keeps them, and none is a command to a CI system', (t) => {
  t.is(
    printableLines('one\n::error file=a::b\n  ::add-mask::x\n##[error]y\nTwo::two'),
    'one\n: :error file=a::b\n  : :add-mask::x\n# #[error]y\nTwo::two',
  );
  t.is(printableLines('a\u{1b}]52;c;x\u{7}\nb'), 'a\\u{1b}]52;c;x\\u{7}\nb');
});
