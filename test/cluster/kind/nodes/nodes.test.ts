import test from 'ava';
import {describeNodes} from '../../../../src/cluster/kind/nodes/nodes.ts';
import type {KubeObject} from '../../../../src/kubernetes/kube-object.ts';
import type {Exec} from '../../../../src/system/exec.ts';

const node = (name: string, address: string): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {name, labels: {'topology.kubernetes.io/zone': 'a'}},
    status: {addresses: [{type: 'InternalIP', address}]},
  }) as unknown as KubeObject;

/** An engine that lists both workers as running; `w2` goes down before it is looked at. */
const exec: Exec = (argv) => {
  const of = (name: string, status: string, address: string) =>
    JSON.stringify({
      Id: name,
      Name: `/${name}`,
      State: {Status: status},
      NetworkSettings: {Networks: {c1: {IPAddress: address}}},
    });
  const listed = ['w1', 'w2'].map((name) => `${name}\t${name}`);
  const looked = [of('w1', 'running', '198.18.40.9'), of('w2', 'exited', '')];
  const lines = argv.includes('inspect') ? looked : listed;
  return Promise.resolve({stdout: `${lines.join('\n')}\n`, stderr: '', exitCode: 0, durationMs: 1});
};

test('a node that goes down between the list and the look keeps the address that the API remembers', async (t) => {
  const nodes = await describeNodes(exec, 'c1', [node('w1', '198.18.40.3'), node('w2', '198.18.40.4')]);
  t.deepEqual(
    nodes.map(({name, address}) => [name, address]),
    [
      ['w1', '198.18.40.9'],
      ['w2', '198.18.40.4'],
    ],
  );
});
