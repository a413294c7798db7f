import test from 'ava';
import {createNetwork, removeNetwork} from '../../src/cluster/network.ts';
import {listClusters} from '../../src/cluster/sweep.ts';
import {fakeExec} from './fake-exec.ts';

const name = 'seatrial-t1';

test('a network that is there is used again', async (t) => {
  const {exec, asked} = fakeExec((command) => (command.includes('inspect') ? '198.18.40.0/24\n' : 'id1'));
  t.is(await createNetwork(exec, name), '198.18.40.0/24');
  t.false(asked.some((command) => command.includes('network create')));
});

test('the next candidate is tried when another process took the first meanwhile', async (t) => {
  const {exec} = fakeExec((command) => {
    if (command.includes('--subnet 198.18.33.0/24')) return {fails: 'Pool overlaps with other one on this address space'};
    if (command.includes('inspect')) return '198.18.32.0/24';
    return command.includes('-q') ? 'other' : '';
  });
  t.is(await createNetwork(exec, name), '198.18.34.0/24');
});

test('any other refusal is an error at once', async (t) => {
  const {exec, asked} = fakeExec((command) => (command.includes('network create') ? {fails: 'permission denied'} : ''));
  await t.throwsAsync(createNetwork(exec, name), {message: /permission denied/});
  t.is(asked.filter((command) => command.includes('network create')).length, 1);
});

test('removing a network that is not there does nothing', async (t) => {
  const {exec, asked} = fakeExec(() => '');
  await removeNetwork(exec, name);
  t.false(asked.some((command) => command.includes('network rm')));
});

test('clusters are found by container and by network, and only ours', async (t) => {
  const {exec} = fakeExec((command) => (command.includes('docker ps') ? 'seatrial-b\nseatrial-b\nkind\n' : 'seatrial-a\n'));
  t.deepEqual(await listClusters(exec), ['seatrial-a', 'seatrial-b']);
});
