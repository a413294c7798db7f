import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {countProcesses} from '../../../src/fault/pod/pod-processes.ts';
import {fakeCluster} from '../fake-cluster.ts';

const uids = ['11111111-aaaa', '22222222-bbbb', '33333333-cccc'];
const pods = uids.map((uid) => ({pod: uid.slice(0, 8), namespace: 'shop', uid, node: 'w1'}));

/** Runs the script of the node on a folder that stands for its control groups, and resolves with the counts. */
async function counted(files: Readonly<Record<string, string>>): Promise<readonly number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-cgroup-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(folder, path, '..'), {recursive: true});
      writeFileSync(join(folder, path), text);
    }
    const fake = fakeCluster();
    fake.script = (_node, text, args) =>
      spawnSync('bash', ['-c', text.replaceAll('/sys/fs/cgroup', folder), 'seatrial', ...args], {
        encoding: 'utf8',
        timeout: 20_000,
      }).stdout.trim();
    return (await countProcesses(pods, fake.tools)).pods.map(({processes}) => processes);
  } finally {
    rmSync(folder, {recursive: true});
  }
}

test('cgroup v1: the processes of all containers of a pod count, each once; a pod without a folder has none', async (t) => {
  const pod = 'memory/kubepods/burstable/pod11111111-aaaa';
  const counts = await counted({
    [`${pod}/cgroup.procs`]: '',
    [`${pod}/c0ffee/cgroup.procs`]: '10\n11\n',
    [`${pod}/beef/cgroup.procs`]: '12\n',
    // The same hierarchy, seen a second time through a mount of its own.
    [`memory/docker/x/${pod}/c0ffee/cgroup.procs`]: '10\n11\n',
    'memory/kubepods/pod22222222-bbbb/c0ffee/cgroup.procs': '',
  });
  t.deepEqual(counts, [3, 0, 0]);
});

test('cgroup v2: a pod is known by its UID with underscores', async (t) => {
  const counts = await counted({
    'cgroup.controllers': 'memory',
    'kubelet.slice/kubelet-kubepods-pod33333333_cccc.slice/cri-containerd-c0ffee.scope/cgroup.procs': '7\n8\n9\n',
  });
  t.deepEqual(counts, [0, 0, 3]);
});
