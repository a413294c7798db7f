import test from 'ava';
import {publishedPorts} from '../../../src/cluster/kind/connect.ts';

test('published ports are read by the port inside, and only those of the loopback address', (t) => {
  const ports = publishedPorts(
    '6443/tcp -> 127.0.0.1:33011\n30080/tcp -> 127.0.0.1:49153\n30081/tcp -> 0.0.0.0:49154\n53/udp -> 127.0.0.1:9',
  );
  t.deepEqual(
    [...ports],
    [
      [6443, 33_011],
      [30_080, 49_153],
    ],
  );
  t.is(publishedPorts('').size, 0);
});
