import test from 'ava';
import {orphansIn} from '../../src/run/orphans.ts';

const listing = `
    1 /sbin/init
  812 /cache/bin/kind create cluster --name seatrial-ab --kubeconfig /state/clusters/seatrial-ab/kubeconfig
  813 docker run --name seatrial-ab-worker2 --label io.x-k8s.kind.cluster=seatrial-ab kindest/node
  814 docker exec -i seatrial-abc-worker sh
  815 vim /state/clusters/seatrial-ab/kubeconfig
  816 docker cp /state/clusters/seatrial-ab/kind.yaml elsewhere:/
  817 docker ps`;

test('only kind and docker commands for this very cluster are orphans', (t) => {
  t.deepEqual(orphansIn(listing, 'seatrial-ab'), [812, 813, 816]);
  t.deepEqual(orphansIn(listing, 'seatrial-abc'), [814]);
  t.deepEqual(orphansIn('', 'seatrial-ab'), []);
});
