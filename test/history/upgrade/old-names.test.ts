import test from 'ava';
import {nameNow, renamedText} from '../../../src/history/upgrade/old-names.ts';

test('an old name has a new one, a check with what stands after its slash, and any other is itself', (t) => {
  t.is(nameNow('fault', 'node-freeze'), 'node-pause');
  t.is(nameNow('check', 'boots-in-peace/traffic'), 'slow-start-unharmed/traffic');
  t.is(nameNow('check', 'node-freeze'), 'node-freeze');
  t.is(nameNow('stage', 'constructor'), 'constructor');
});

test('who writes an old name is told the new one', (t) => {
  t.is(renamedText('check', 'zero-failed'), 'The check zero-failed is called no-failed-requests now');
  t.is(renamedText('check', 'no-failed-requests'), undefined);
  t.is(renamedText('check', 7), undefined);
});
