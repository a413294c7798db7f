import test from 'ava';
import {candidateSubnets, freeSubnets, parseCidr} from '../../../src/cluster/kind/subnets.ts';
import {HarnessError} from '../../../src/system/errors.ts';

test('a range is read with its host bits cut off', (t) => {
  t.deepEqual(parseCidr('198.18.32.7/24'), parseCidr('198.18.32.0/24'));
  t.is(parseCidr('10.0.0.1')?.first, parseCidr('10.0.0.1')?.last);
  t.is(parseCidr('fc00::/7'), undefined);
  t.is(parseCidr('default'), undefined);
});

test('every candidate lies in the benchmarking range, below the pods', (t) => {
  const range = parseCidr('198.18.0.0/16');
  t.is(candidateSubnets.length, 96);
  for (const subnet of candidateSubnets) {
    const own = parseCidr(subnet);
    t.true(own !== undefined && range !== undefined && own.first >= range.first && own.last <= range.last, subnet);
  }
});

test('nothing taken leaves the first candidate', (t) => {
  t.is(freeSubnets([])[0], '198.18.32.0/24');
});

test('a smaller, an equal and a larger range each block a candidate', (t) => {
  t.is(freeSubnets(['198.18.32.128/25', '198.18.33.0/24', '198.18.34.0/23'])[0], '198.18.36.0/24');
});

test('a route of the host for the whole range leaves nothing, and says so', (t) => {
  const error = t.throws(() => freeSubnets(['198.18.0.0/15']), {instanceOf: HarnessError});
  t.is(error.code, 'no-subnet');
});
