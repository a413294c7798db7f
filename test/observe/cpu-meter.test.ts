import test from 'ava';
import {CpuMeter} from '../../src/observe/cpu-meter.ts';

const line = (id: string, cpuUs: number): string => `${id} 100 20 3 4 500 1000 6 1 ${cpuUs} 50 5 900`;

test('the CPU of all containers of a node adds up between two readings; a new container begins anew', (t) => {
  const meter = new CpuMeter();
  meter.read(line('a', 7000));
  meter.read(line('b', 100));
  t.is(meter.take(), undefined);
  meter.read(line('a', 7500));
  meter.read(line('b', 140));
  meter.read(line('c', 9_000_000));
  t.is(meter.take(), 540);
  meter.read(line('a', 10));
  t.is(meter.take(), 0, 'a counter that fell was another’s');
  t.is(meter.take(), undefined);
});
