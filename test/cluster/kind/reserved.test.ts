import test from 'ava';
import {reservedPerWorker} from '../../../src/cluster/kind/reserved.ts';

const gib = 2 ** 30;

for (const [cores, memory] of [
  [2, 24],
  [4, 8],
  [16, 64],
] as const) {
  test(`four workers on ${cores} cores and ${memory} GiB promise no more than the machine has`, (t) => {
    const {milliCpu, memoryMib} = reservedPerWorker({cores, memoryBytes: memory * gib}, 4);
    const promisedCpu = 4 * (cores * 1000 - milliCpu);
    const promisedMib = 4 * (memory * 1024 - memoryMib);
    t.true(promisedCpu > 0 && promisedCpu <= cores * 1000 - 500, `${promisedCpu}m`);
    t.true(promisedMib > 0 && promisedMib <= (memory - 2) * 1024, `${promisedMib}Mi`);
  });
}

test('a machine that is too small promises nothing rather than less than nothing', (t) => {
  t.deepEqual(reservedPerWorker({cores: 0, memoryBytes: gib}, 4), {milliCpu: 0, memoryMib: 1024});
});
