import test from 'ava';
import {readContainer, readNetwork} from '../../../src/cluster/kind/docker-answers.ts';
import {HarnessError} from '../../../src/system/errors.ts';
import {containerJson} from '../engine.ts';

test('a container is read with its networks, and only with the limits that are set', (t) => {
  const text = containerJson('w1', {
    id: 'abc',
    cluster: 'seatrial-x',
    state: 'paused',
    mounts: ['/var'],
    addresses: {'seatrial-x': '198.18.40.3', bridge: ''},
    limits: {NanoCpus: 500_000_000},
  });
  t.deepEqual(readContainer(text), {
    id: 'abc',
    name: 'w1',
    state: 'paused',
    image: 'sha256:1',
    labels: {'io.x-k8s.kind.cluster': 'seatrial-x'},
    mounts: ['/var'],
    addresses: new Map([
      ['seatrial-x', '198.18.40.3'],
      ['bridge', ''],
    ]),
    limits: {nanoCpus: 500_000_000},
  });
});

test('what an engine leaves out, or says is null, is nothing', (t) => {
  const bare =
    '{"Id":"abc","Name":"/w1","State":{"Status":"exited"},"Mounts":null,"NetworkSettings":{"Networks":null}}';
  t.like(readContainer(bare), {mounts: [], limits: {}, labels: {}});
  t.deepEqual(readNetwork('{"Id":"n1","Labels":null,"IPAM":{"Config":null}}'), {id: 'n1', labels: {}, subnets: []});
});

test('a text that is no container is an error with the text', (t) => {
  for (const text of ['', '/w1 abc', '{"Id":"abc"}'])
    t.throws(() => readContainer(text), {instanceOf: HarnessError, code: 'docker-inspect'});
});
