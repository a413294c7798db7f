import test from 'ava';
import type {NodeLook, NodePower, NodeShell} from '../../src/cluster/cluster.ts';
import {readGuards} from '../../src/cluster/kind/nodes/guards.ts';
import {startNodes} from '../../src/cluster/start-nodes.ts';
import type {Clock} from '../../src/system/clock.ts';
import {HarnessError} from '../../src/system/errors.ts';
import {guardRoute, guardRules} from './guard-rules.ts';

const guards = guardRules + guardRoute;
const node = {node: 'w1', address: '198.18.40.3'};
const clock: Clock = {nowMs: () => 0, wall: () => new Date(0), sleep: () => Promise.resolve()};
const effects = {clock, signal: new AbortController().signal};

/** A node that is down until it is started, and is then as `back` says. */
function clusterWith(back: Partial<NodeLook>, keepsFalling = false) {
  let look: NodeLook = {node: 'w1', id: 'abc', state: 'exited', address: ''};
  const started: string[] = [];
  const power = {
    look: () => Promise.resolve([look]),
    start(nodes: readonly {readonly node: string}[]) {
      started.push(...nodes.map((it) => it.node));
      if (!keepsFalling) look = {...look, state: 'running', address: node.address, ...back};
      return Promise.resolve();
    },
  } as unknown as NodePower;
  const shell = {
    script: () => Promise.resolve({stdout: guards, stderr: '', exitCode: 0, durationMs: 1}),
  } as unknown as NodeShell;
  const inside = async (name: string) => readGuards(shell, name);
  return {cluster: {power, guards: {inside, outside: () => Promise.resolve(0)}}, started};
}

test('a node that is down is started once, and one that runs is left alone', async (t) => {
  const {cluster, started} = clusterWith({});
  await startNodes(cluster, [node], effects);
  await startNodes(cluster, [node], effects);
  t.deepEqual(started, ['w1']);
});

test('a node that came back at another address is an error, unless its address was not known', async (t) => {
  await t.throwsAsync(startNodes(clusterWith({address: '198.18.40.4'}).cluster, [node], effects), {
    instanceOf: HarnessError,
    message: /instead of 198.18.40.3/,
  });
  await t.notThrowsAsync(
    startNodes(clusterWith({address: '198.18.40.4'}).cluster, [{node: 'w1', address: ''}], effects),
  );
});

test('a node that is paused, or that falls again and again, is an error', async (t) => {
  await t.throwsAsync(startNodes(clusterWith({state: 'paused'}).cluster, [node], effects), {
    instanceOf: HarnessError,
    message: /is paused/,
  });
  await t.throwsAsync(startNodes(clusterWith({}, true).cluster, [node], effects), {
    instanceOf: HarnessError,
    message: /again and again/,
  });
});

test('a node that falls once more while its guards are waited for, by a kill that the engine carried out late, is started again', async (t) => {
  const {cluster, started} = clusterWith({});
  let isLate = true;
  const fallen: NodeLook = {node: 'w1', id: 'abc', state: 'exited', address: ''};
  const power = {
    ...cluster.power,
    look: () => (isLate && started.length === 1 && asked > 0 ? Promise.resolve([fallen]) : cluster.power.look(['w1'])),
  };
  let asked = 0;
  const inside = (name: string) => {
    asked += 1;
    if (asked === 1) return Promise.reject(new HarnessError('exec-failed', 'container abc is not running'));
    isLate = false;
    return cluster.guards.inside(name);
  };
  await startNodes({power, guards: {...cluster.guards, inside}}, [node], effects);
  t.deepEqual(started, ['w1', 'w1']);
});

test('a node whose guards come after half a minute, as where no name server answers it, is waited for', async (t) => {
  const {cluster} = clusterWith({});
  let now = 0;
  const slow: Clock = {
    ...clock,
    nowMs: () => now,
    sleep(ms) {
      now += ms;
      return Promise.resolve();
    },
  };
  const inside = (name: string) =>
    now < 30_000 ? Promise.reject(new HarnessError('guards-missing', 'none yet')) : cluster.guards.inside(name);
  await t.notThrowsAsync(
    startNodes({...cluster, guards: {...cluster.guards, inside}}, [node], {...effects, clock: slow}),
  );
  t.true(now >= 30_000);
});
