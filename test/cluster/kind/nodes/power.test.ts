import test from 'ava';
import {nodePower, parseLooks} from '../../../../src/cluster/kind/nodes/power.ts';
import {HarnessError} from '../../../../src/system/errors.ts';
import {fakeExec} from '../../fake-exec.ts';

const nodes = [
  {node: 'w10', address: '198.18.40.10'},
  {node: 'w9', address: '198.18.40.9'},
];

test('a look names each container by its own ID, with an address only where it runs', async (t) => {
  const {exec} = fakeExec(() => '/w1 abc running 198.18.40.3\n/w2 def exited \n');
  t.deepEqual(await nodePower(exec, 'seatrial-x').look(['w1', 'w2']), [
    {node: 'w1', id: 'abc', state: 'running', address: '198.18.40.3'},
    {node: 'w2', id: 'def', state: 'exited', address: ''},
  ]);
});

test('a look at nobody asks nothing, and a line that is none is an error', async (t) => {
  const {exec, asked} = fakeExec(() => '');
  t.deepEqual(await nodePower(exec, 'seatrial-x').look([]), []);
  t.deepEqual(asked, []);
  t.throws(() => parseLooks('/w1 abc'), {instanceOf: HarnessError});
});

test('nodes are started one by one in the order of their addresses, and keep them that way', async (t) => {
  const {exec, asked} = fakeExec((command) => (command.startsWith('docker ps') ? 'w9\nw10\n' : ''));
  await nodePower(exec, 'seatrial-x').start(nodes);
  t.deepEqual(asked.slice(1), ['docker start w9', 'docker start w10']);
});

test('beside another node that is down each address is kept for its node, also after a try that was cut off', async (t) => {
  const networks: Record<string, string> = {w9: 'seatrial-x', w10: ''};
  const {exec, asked} = fakeExec((command) => {
    if (command.startsWith('docker ps')) return 'w9\nw10\nw8\n';
    return command.startsWith('docker inspect') ? (networks[command.split(' ').at(-1) ?? ''] ?? '') : '';
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
  const {exec, asked} = fakeExec((command) => (command.startsWith('docker ps') ? 'w8\n' : ''));
  await nodePower(exec, 'seatrial-x').start([{node: 'w9', address: ''}]);
  t.deepEqual(asked.slice(1), ['docker start w9']);
});
