import test from 'ava';
import {nodePower} from '../../../../src/cluster/kind/nodes/power.ts';
import {containerJson} from '../../engine.ts';
import {fakeExec} from '../../fake-exec.ts';

const nodes = [
  {node: 'w10', address: '198.18.40.10'},
  {node: 'w9', address: '198.18.40.9'},
];

test('a look names each container by its own ID, with an address only where it runs', async (t) => {
  const {exec} = fakeExec(() =>
    [
      containerJson('w1', {id: 'abc', addresses: {other: '10.0.0.1', 'seatrial-x': '198.18.40.3'}}),
      containerJson('w2', {id: 'def', state: 'exited'}),
    ].join('\n'),
  );
  t.deepEqual(await nodePower(exec, 'seatrial-x').look(['w1', 'w2']), [
    {node: 'w1', id: 'abc', state: 'running', address: '198.18.40.3'},
    {node: 'w2', id: 'def', state: 'exited', address: ''},
  ]);
});

test('a survey finds what the engine has for the cluster, with limits and networks', async (t) => {
  const {exec, asked} = fakeExec((command) =>
    command.startsWith('docker ps')
      ? '1\tw1\n'
      : containerJson('w1', {id: '1', addresses: {'seatrial-x': '198.18.40.3', bridge: ''}, limits: {Memory: 1024}}),
  );
  t.deepEqual(await nodePower(exec, 'seatrial-x').survey(), [
    {
      node: 'w1',
      id: '1',
      state: 'running',
      address: '198.18.40.3',
      limits: {memory: 1024},
      networks: ['seatrial-x', 'bridge'],
    },
  ]);
  t.regex(asked[0] ?? '', /^docker ps -a .*--filter label=io\.x-k8s\.kind\.cluster=seatrial-x /);
});

test('a look at nobody asks nothing', async (t) => {
  const {exec, asked} = fakeExec(() => '');
  t.deepEqual(await nodePower(exec, 'seatrial-x').look([]), []);
  t.deepEqual(asked, []);
});

test('nodes are started one by one in the order of their addresses, and keep them that way', async (t) => {
  const {exec, asked} = fakeExec((command) => (command.startsWith('docker ps') ? '1\tw9\n2\tw10\n' : ''));
  await nodePower(exec, 'seatrial-x').start(nodes);
  t.deepEqual(asked.slice(1), ['docker start w9', 'docker start w10']);
});

test('beside another node that is down each address is kept for its node, also after a try that was cut off', async (t) => {
  const {exec, asked} = fakeExec((command) => {
    if (command.startsWith('docker ps')) return '1\tw9\n2\tw10\n3\tw8\n';
    if (!command.startsWith('docker inspect')) return '';
    return containerJson('w', {state: 'exited', addresses: command.endsWith(' w9') ? {'seatrial-x': ''} : {}});
  });
  await nodePower(exec, 'seatrial-x').start(nodes);
  t.deepEqual(
    asked.filter((command) => !/^docker (ps|inspect)/.test(command)),
    [
      'docker network disconnect seatrial-x w9',
      'docker network connect --ip 198.18.40.9 seatrial-x w9',
      'docker start w9',
      'docker network connect --ip 198.18.40.10 seatrial-x w10',
      'docker start w10',
    ],
  );
});

test('a node whose address is not known is started as it is', async (t) => {
  const {exec, asked} = fakeExec((command) => (command.startsWith('docker ps') ? '3\tw8\n' : ''));
  await nodePower(exec, 'seatrial-x').start([{node: 'w9', address: ''}]);
  t.deepEqual(asked.slice(1), ['docker start w9']);
});
