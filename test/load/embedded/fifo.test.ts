import test from 'ava';
import {Fifo} from '../../../src/load/embedded/fifo.ts';

test('what leaves first entered first, over many rounds and through its own compaction', (t) => {
  const fifo = new Fifo<number>();
  let entered = 0;
  let left = 0;
  for (let round = 0; round < 5000; round += 1) {
    for (let more = 0; more < 1 + (round % 3); more += 1) fifo.push((entered += 1));
    for (let less = 0; less < 2 && fifo.size > 0; less += 1) {
      t.is(fifo.peek(), left + 1);
      t.is(fifo.shift(), (left += 1));
    }
    t.is(fifo.size, entered - left);
  }
});

test('an empty queue gives nothing', (t) => {
  const fifo = new Fifo<number>();
  t.is(fifo.shift(), undefined);
  t.is(fifo.peek(), undefined);
  t.is(fifo.size, 0);
});
