import test from 'ava';
import {createNetwork, removeNetwork} from '../../../src/cluster/kind/network.ts';
import {networkJson} from '../engine.ts';
import {fakeExec} from '../fake-exec.ts';
import {alice} from '../owners.ts';

const name = 'seatrial-t1';

test('a network that is there is used again', async (t) => {
  const {exec, asked} = fakeExec((command) =>
    command.includes('inspect') ? networkJson(name, {subnet: '198.18.40.0/24'}) : 'id1',
  );
  t.is(await createNetwork(exec, name, alice), '198.18.40.0/24');
  t.false(asked.some((command) => command.includes('network create')));
});

test('the next candidate is tried when another process took the first meanwhile', async (t) => {
  const {exec} = fakeExec((command) => {
    if (command.includes('--subnet 198.18.33.0/24'))
      return {fails: 'Pool overlaps with other one on this address space'};
    if (command.includes('inspect')) return networkJson('other', {subnet: '198.18.32.0/24'});
    return command.includes('network ls') && !command.includes('--filter') ? 'other' : '';
  });
  t.is(await createNetwork(exec, name, alice), '198.18.34.0/24');
});

test('any other refusal is an error at once', async (t) => {
  const {exec, asked} = fakeExec((command) => (command.includes('network create') ? {fails: 'permission denied'} : ''));
  await t.throwsAsync(createNetwork(exec, name, alice), {message: /permission denied/});
  t.is(asked.filter((command) => command.includes('network create')).length, 1);
});

test('removing a network that is not there does nothing', async (t) => {
  const {exec, asked} = fakeExec(() => '');
  await removeNetwork(exec, name, alice);
  t.false(asked.some((command) => command.includes('network rm')));
});

test('a network says whose it is', async (t) => {
  const {exec, asked} = fakeExec(() => '');
  await createNetwork(exec, name, alice);
  const created = asked.find((command) => command.includes('network create')) ?? '';
  t.regex(
    created,
    new RegExp(
      `--label seatrial.cluster=${name} --label seatrial.owner=${alice.id} --label seatrial.user=1000 ${name}$`,
    ),
  );
});
