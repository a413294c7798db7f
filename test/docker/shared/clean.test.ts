import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {cpSync, mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import type {Cluster} from '../../../src/cluster/cluster.ts';
import {clean, findUnused} from '../../../src/run/cleanup/clean.ts';
import {kubeconfigOf, runsFolder} from '../../../src/run/cleanup/journal.ts';
import {systemClock as clock} from '../../../src/system/clock.ts';
import {exec} from '../../../src/system/exec.ts';
import {openStream} from '../../../src/system/stream.ts';
import {ofToday} from '../turns.ts';
import {testCluster, giveBack, owner} from './test-cluster.ts';
import {asBefore, leftovers} from './injections.ts';
import {podTargets, workload} from './workload.ts';

import test from 'ava';

const namespace = 'clean-test';
/** Moments at which the run is killed, ms after its last mark was on disk: one a day, more of them by hand. */
const moments = process.env['SEATRIAL_MOMENTS']?.split(',').map(Number) ?? ofToday([0, 700, 4000]);

test.after.always('give the cluster back', giveBack);

for (const afterMs of moments) {
  test.serial(
    `three faults of different kinds, their run killed ${afterMs} ms after the last: seatrial clean restores the cluster and keeps it`,
    async (t) => {
      const cluster = await testCluster();
      await using _pods = await workload(cluster, namespace);
      const before = await leftovers(cluster, namespace);
      const state = mkdtempSync(join(tmpdir(), 'seatrial-clean-'));
      t.teardown(() => rmSync(state, {recursive: true}));
      // The way to a cluster is derived from the state folder.
      cpSync(cluster.kubeconfig, kubeconfigOf(cluster.name, state));
      // A drain needs somebody to evict: it gets a node that carries a pod.
      const drained = (await podTargets(cluster, namespace))[0]?.node ?? '';
      const [paused = '', off = ''] = cluster.nodes
        .filter(({name, role}) => role === 'worker' && name !== drained)
        .map(({name}) => name);
      const wanted = [`node-pause@${paused}`, `node-drain@${drained}`, `node-power-off@${off}`];
      t.is(
        await killedRun(state, cluster, wanted, afterMs),
        wanted.length,
        'the run ended before it had injected everything: see its error',
      );
      const found = await findUnused({
        effects: {exec, openStream},
        clock,
        state,
        owner,
        signal: AbortSignal.timeout(400_000),
      });
      // This folder of journals knows one run alone: the other clusters of these tests are not this one's to delete.
      const ours = found.filter(({what}) => what === 'run');
      t.is(ours.length, 1);
      t.regex(ours[0]?.why ?? '', new RegExp(`on ${cluster.name}: node-power-off, node-drain, node-pause`));
      t.false(found.some(({what, name}) => what === 'cluster' && name === cluster.name));
      t.deepEqual(
        (await clean(ours, (text) => t.log(text))).map(({error}) => error),
        [undefined],
      );
      await asBefore(cluster, before, namespace);
      t.deepEqual(readdirSync(runsFolder(state)), []);
    },
  );
}

/**
 * A run in a process group of its own, killed with all that it started, `afterMs` after its last mark was on disk; how
 * many it injected.
 */
async function killedRun(
  state: string,
  {name, kubeconfig}: Cluster,
  wanted: readonly string[],
  afterMs: number,
): Promise<number> {
  const argv = [join(import.meta.dirname, 'programs', 'inject-and-die.ts'), state, name, kubeconfig, ...wanted];
  const child = spawn(process.execPath, argv, {detached: true, stdio: ['ignore', 'pipe', 'inherit']});
  const gone = once(child, 'exit');
  let injected = 0;
  for await (const _line of createInterface(child.stdout)) {
    injected += 1;
    if (injected === wanted.length) break;
  }
  // The moment of death is what is tried, not something waited for.
  await clock.sleep(afterMs);
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  await gone;
  return injected;
}
