import {mkdtemp, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {deleteCluster} from '../../../src/cluster/kind/delete.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {fakeExec} from '../fake-exec.ts';
import {alice} from '../owners.ts';
import {jumpingClock} from '../../jumping-clock.ts';

test('containers go with their volumes, then the network, then the folder', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'seatrial-test-'));
  const {exec, asked} = fakeExec(engine(['c1\nc2']));
  await deleteCluster('seatrial-t1', {
    exec,
    clock: jumpingClock(),
    owner: alice,
    kubeconfig: join(folder, 'kubeconfig'),
  });
  t.true(asked.includes('docker rm -f -v c1 c2'));
  t.is(
    asked.findLast((command) => command.includes(' rm ')),
    'docker network rm n1',
  );
  await t.throwsAsync(stat(folder), {code: 'ENOENT'});
});

test('a container that the engine finishes seconds after its command was ended goes too', async (t) => {
  const {exec, asked} = fakeExec(engine(['c1', '', '', '', '', 'c2', '']));
  await deleteCluster('seatrial-t1', {
    exec,
    clock: jumpingClock(),
    owner: alice,
    kubeconfig: join(tmpdir(), 'seatrial-none', 'kubeconfig'),
    interrupted: true,
  });
  t.deepEqual(
    asked.filter((command) => command.includes('docker rm')),
    ['docker rm -f -v c1', 'docker rm -f -v c2'],
  );
});

test('nothing there is fine', async (t) => {
  const {exec, asked} = fakeExec(() => '');
  await deleteCluster('seatrial-t1', {
    exec,
    clock: jumpingClock(),
    owner: alice,
    kubeconfig: join(tmpdir(), 'seatrial-none', 'kubeconfig'),
  });
  t.false(asked.some((command) => command.includes(' rm ')));
});

for (const name of ['kind', 'seatrial-', 'seatrial-x y', 'prod']) {
  test(`a cluster named ${JSON.stringify(name)} is never deleted`, async (t) => {
    const {exec, asked} = fakeExec(() => '');
    await t.throwsAsync(
      deleteCluster(name, {exec, clock: jumpingClock(), owner: alice, kubeconfig: '/nowhere/at/all'}),
      {instanceOf: UsageError},
    );
    t.deepEqual(asked, []);
  });
}

test('only what carries the owner is asked for, containers and networks, and each goes by its ID', async (t) => {
  const {exec, asked} = fakeExec(engine(['c1']));
  await deleteCluster('seatrial-t1', {
    exec,
    clock: jumpingClock(),
    owner: alice,
    kubeconfig: join(tmpdir(), 'seatrial-none', 'kubeconfig'),
  });
  for (const look of asked.filter((command) => command.startsWith('docker ps')))
    t.true(look.includes(`volume=/seatrial/owner/${alice.id}/1000`), look);
  for (const look of asked.filter((command) => command.includes('network ls')))
    t.true(look.includes(`label=seatrial.owner=${alice.id}`), look);
  t.deepEqual(
    asked.filter((command) => command.includes(' rm ')),
    ['docker rm -f -v c1', 'docker network rm n1'],
  );
});

/** An engine that lists these containers, one answer after the other, and has a network. */
function engine(lists: readonly string[]): (command: string) => string {
  let look = 0;
  return (command) =>
    command.startsWith('docker ps') ? (lists[look++] ?? '') : command.includes('network ls') ? 'n1' : '';
}
