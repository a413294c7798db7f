import test from 'ava';
import {attachCluster, reachCluster} from '../../../src/cluster/kind/attach.ts';
import {ownerIn, ownerPath} from '../../../src/cluster/kind/owner.ts';
import {sweepEngine} from '../../../src/cluster/kind/sweep.ts';
import {HarnessError} from '../../../src/system/errors.ts';
import {jumpingClock} from '../../jumping-clock.ts';
import {containerJson, networkJson} from '../engine.ts';
import {fakeExec} from '../fake-exec.ts';
import {alice, bob} from '../owners.ts';

function node(cluster: string, ...mounts: readonly string[]): string {
  return containerJson(`${cluster}-control-plane`, {cluster, mounts});
}

/** An engine that two users and a version before owners share, beside a user's own kind clusters. */
const engine = fakeExec((command) => {
  if (command.includes('docker ps'))
    return 'c1\tseatrial-1\nc2\tseatrial-2\nc3\tseatrial-warm\nc4\tseatrial-dev\nc5\tkind\n';
  if (command.includes('docker inspect')) {
    return [
      node('seatrial-1', '/var', '/seatrial/images', ownerPath(alice)),
      node('seatrial-2', ownerPath(bob), '/seatrial/images'),
      node('seatrial-warm', '/seatrial/images'),
      node('seatrial-dev', '/var', '/lib/modules'),
    ].join('\n');
  }
  if (command.includes('network ls')) return 'n3\nn4\nn5';
  return [
    networkJson('seatrial-3', {owner: alice.id, user: '1000'}),
    networkJson('seatrial-4', {owner: bob.id, user: '1001'}),
    networkJson('seatrial-5'),
  ].join('\n');
});

test('clusters are found by container and by network, by whose they are; one that only has a name like ours is nobody’s', async (t) => {
  t.deepEqual(await sweepEngine(engine.exec, alice), {
    own: ['seatrial-1', 'seatrial-3'],
    others: [
      {name: 'seatrial-2', user: '1001'},
      {name: 'seatrial-4', user: '1001'},
    ],
    ownerless: ['seatrial-5', 'seatrial-warm'],
  });
  t.deepEqual((await sweepEngine(engine.exec, bob)).own, ['seatrial-2', 'seatrial-4']);
  t.false(engine.asked.some((command) => command.includes('c5')));
});

test('an owner is read back from the mounts as it was written, and from nothing else', (t) => {
  t.deepEqual(ownerIn(['/var', ownerPath(alice)]), {id: alice.id, user: 1000});
  for (const path of ['/seatrial/owner/', '/seatrial/owner/short/0', `/x${ownerPath(alice)}`, `${ownerPath(alice)}/x`])
    t.is(ownerIn([path]), undefined);
});

test('a cluster with a container that is not ours is neither attached nor reached', async (t) => {
  const {exec, asked} = fakeExec((command) => {
    if (command.includes('docker ps')) return command.includes('volume=') ? 'c1' : 'c1\nc2';
    return '{"OperatingSystem":"Debian"}';
  });
  const options = {
    name: 'seatrial-t1',
    kubeconfig: import.meta.filename,
    owner: alice,
    effects: {exec, openStream: () => t.fail()},
    clock: jumpingClock(),
  };
  for (const use of [attachCluster, reachCluster]) {
    const error = await t.throwsAsync(use(options as never), {instanceOf: HarnessError});
    t.is(error?.message, "Cluster seatrial-t1 has containers that this user's seatrial did not make: c2");
  }
  t.false(asked.some((command) => /start|exec|docker inspect/.test(command)));
});
