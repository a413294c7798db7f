import {spawn} from 'node:child_process';
import {once} from 'node:events';
import test from 'ava';
import {endOrphans, orphansIn} from '../../../src/cluster/kind/orphans.ts';
import {fakeExec} from '../fake-exec.ts';
import {jumpingClock} from '../../jumping-clock.ts';

const listing = `
    1 /sbin/init
  812 /cache/bin/kind create cluster --name seatrial-ab --kubeconfig /state/clusters/seatrial-ab/kubeconfig
  813 docker run --name seatrial-ab-worker2 --label io.x-k8s.kind.cluster=seatrial-ab kindest/node
  814 docker exec -i seatrial-abc-worker sh
  815 vim /state/clusters/seatrial-ab/kubeconfig
  816 docker cp /state/clusters/seatrial-ab/kind.yaml elsewhere:/
  817 docker ps`;

/** A process that ends by a signal only, however long this test takes, or with it. */
const endless = () => spawn('cat');

test('only kind and docker commands for this very cluster are orphans', (t) => {
  t.deepEqual(orphansIn(listing, 'seatrial-ab'), [
    {pid: 812, makes: false},
    {pid: 813, makes: true},
    {pid: 816, makes: false},
  ]);
  t.deepEqual(orphansIn(listing, 'seatrial-abc'), [{pid: 814, makes: false}]);
  t.deepEqual(orphansIn('', 'seatrial-ab'), []);
});

test('what makes a container is left to end, the rest is ended at once', async (t) => {
  const [kind, run] = [endless(), endless()];
  t.teardown(() => run.kill());
  const ended = once(kind, 'exit');
  let looks = 0;
  const {exec} = fakeExec(() => {
    looks += 1;
    const making = looks < 4 ? `${run.pid} docker run --name seatrial-ab-worker` : '';
    return `${looks === 1 ? `${kind.pid} kind create cluster --name seatrial-ab\n` : ''}${making}`;
  });
  await endOrphans('seatrial-ab', {exec, clock: jumpingClock()});
  t.is((await ended)[1], 'SIGKILL');
  t.is(looks, 4);
  t.is(run.exitCode, null);
});

test('what makes a container and does not end is ended after 30 s', async (t) => {
  const run = endless();
  const ended = once(run, 'exit');
  const {exec} = fakeExec(() => `${run.pid} docker run --name seatrial-ab-worker`);
  await endOrphans('seatrial-ab', {exec, clock: jumpingClock()});
  t.is((await ended)[1], 'SIGKILL');
});
