import test from 'ava';
import {brief, firstOf} from '../../src/text/brief.ts';

test('what is too long ends at a word', (t) => {
  t.is(brief('short', 5), 'short');
  t.is(brief('a pod is not there', 10), 'a pod is…');
  t.is(brief('x'.repeat(20), 10), `${'x'.repeat(9)}…`);
});

test('of several lines the first one stands for all', (t) => {
  t.is(firstOf([]), '');
  t.is(firstOf(['one']), 'one');
  t.is(firstOf(['one', 'two', 'three']), 'one (and 2 more)');
});
