import test from 'ava';
import {faults} from '../../../src/fault/faults.ts';
import {oldEffects} from '../../../src/history/upgrade/old-effects.ts';
import {nameNow} from '../../../src/history/upgrade/old-names.ts';

test('a fault of an old history did what the fault of today does, whose mark tells it', (t) => {
  const names = Object.keys(oldEffects);
  t.is(names.length, 14);
  for (const old of names) {
    const now = nameNow('fault', old) as keyof typeof faults;
    t.deepEqual(oldEffects[old], faults[now].effect, old);
  }
});
