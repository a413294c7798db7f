import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {delimiter, join} from 'node:path';
import test from 'ava';
import {
  partitionScript,
  droppedScript,
  joinScript,
  killContainerScript,
  startKubeletScript,
  tagOf,
} from '../../../src/fault/node/node-scripts.ts';
import {newId} from '../../../src/fault/pod/pods.ts';
import {exec} from '../../../src/system/exec.ts';

/** Programs of a node that write down how they were called: a name and the bash that answers. */
type Programs = Readonly<Record<string, string>>;

/** Runs a script of a node with stand-ins for its programs; resolves with its output and the calls, in order. */
async function run(script: string, args: readonly string[], programs: Programs) {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-node-'));
  try {
    const log = join(folder, 'log');
    writeFileSync(log, '');
    for (const [name, body] of Object.entries(programs)) {
      writeFileSync(join(folder, name), `#!/bin/bash\nprintf '%s\\n' "\${0##*/} $*" >> "${log}"\n${body}\n`);
      chmodSync(join(folder, name), 0o755);
    }
    const PATH = `${folder}${delimiter}${process.env['PATH'] ?? ''}`;
    const argv = ['bash', '-c', 'eval "$(cat)"', 'seatrial', ...args];
    const {stdout, exitCode} = await exec(argv, {input: script, env: {PATH}, timeoutMs: 300_000, allowFailure: true});
    return {stdout, exitCode, calls: readFileSync(log, 'utf8').split('\n').filter(Boolean)};
  } finally {
    rmSync(folder, {recursive: true});
  }
}

test('a node is partitioned in both directions, and its own pods are left to it', async (t) => {
  const {exitCode, calls} = await run(partitionScript, ['seatrial-fault-x', '198.19.1.0/24'], {
    iptables: '',
    ip6tables: 'exit 1',
  });
  t.is(exitCode, 0);
  const tag = '-m comment --comment seatrial-fault-x -j DROP';
  t.deepEqual(
    calls.filter((call) => call.startsWith('iptables')),
    [
      `iptables -w 10 -t raw -I PREROUTING ! -i lo ! -s 198.19.1.0/24 ${tag}`,
      `iptables -w 10 -t raw -I OUTPUT ! -o lo ! -d 198.19.1.0/24 ${tag}`,
      `iptables -w 10 -t mangle -I FORWARD -s 198.19.1.0/24 ! -d 198.19.1.0/24 ${tag}`,
    ],
  );
});

test('a rule that cannot be set is an error', async (t) => {
  const {exitCode} = await run(partitionScript, ['seatrial-fault-x', '198.19.1.0/24'], {
    iptables: '[[ $* != *OUTPUT* ]]',
    ip6tables: 'exit 1',
  });
  t.is(exitCode, 4);
});

test('the undo takes out the rules of its ID as they are found, and no others', async (t) => {
  const id = newId();
  const saved = `
case $2 in
  raw) echo '-A PREROUTING ! -s 198.19.1.0/24 ! -i lo -m comment --comment "${tagOf(id)}" -j DROP' ;;
  mangle)
    echo '-A FORWARD -s 198.19.1.0/24 -m comment --comment seatrial-guard/egress -j DROP'
    echo '-A FORWARD -s 198.19.1.0/24 -m comment --comment ${tagOf('ffffffffffff')} -j DROP' ;;
esac`;
  const {exitCode, calls} = await run(joinScript, [id], {
    'iptables-save': saved,
    'ip6tables-save': '',
    iptables: '',
    ip6tables: '',
  });
  t.is(exitCode, 0);
  t.deepEqual(
    calls.filter((call) => !call.includes('-save')),
    [`iptables -w 10 -t raw -D PREROUTING ! -s 198.19.1.0/24 ! -i lo -m comment --comment ${tagOf(id)} -j DROP`],
  );
});

test('a rule that does not go is an error', async (t) => {
  const id = newId();
  const saved = `echo '-A OUTPUT -m comment --comment ${tagOf(id)} -j DROP'`;
  const {exitCode} = await run(joinScript, [id], {
    'iptables-save': saved,
    'ip6tables-save': '',
    iptables: 'exit 1',
    ip6tables: '',
  });
  t.is(exitCode, 5);
});

test('what was dropped is summed over the rules of the ID', async (t) => {
  const saved = `
[[ $3 != raw ]] || printf '%s\\n' '[12:700] -A PREROUTING -m comment --comment "seatrial-fault-ab" -j DROP' '[5:300] -A OUTPUT --comment seatrial-guard/pod'
[[ $3 != mangle ]] || echo '[3:100] -A FORWARD -m comment --comment seatrial-fault-ab -j DROP'`;
  t.is((await run(droppedScript, ['ab'], {'iptables-save': saved, 'ip6tables-save': 'exit 1'})).stdout, '15');
  t.is((await run(droppedScript, ['cd'], {'iptables-save': saved, 'ip6tables-save': 'exit 1'})).stdout, '0');
});

/** Comments of a subject that hold the tag of an injection, and rules in them. */
const forged = (id: string): string => `
[[ $* != *filter* ]] || printf '%s\\n' '[7:1] -A INPUT -m comment --comment "x' '[9:1] -A INPUT -m comment --comment ${tagOf(id)} -j DROP' '" -j DROP' \\
  '[7:1] -A INPUT -m comment --comment "${tagOf(id)} or not" -j DROP' '[7:1] -A INPUT -m comment --comment ${tagOf(id)}0 -j DROP' \\
  '[7:1] -A INPUT -m comment --comment ${tagOf(id)} --modprobe=/x -j DROP' '[7:1] -A INPUT -m comment --comment "\\"${tagOf(id)}" -j DROP'`;

test("what only looks like an injection's rule is neither counted nor taken out", async (t) => {
  const id = newId();
  const none = {'iptables-save': forged(id), 'ip6tables-save': '', iptables: '', ip6tables: ''};
  t.is((await run(droppedScript, [id], none)).stdout, '0');
  const saved = {...none, 'iptables-save': forged(id).replaceAll(/\[\d:1\] /g, '')};
  const {exitCode, calls} = await run(joinScript, [id], saved);
  t.is(exitCode, 0);
  t.deepEqual(
    calls.filter((call) => call.startsWith('iptables ')),
    [],
  );
});

test('a kubelet that runs is left alone, one that stopped is started, and one that does not start is an error', async (t) => {
  const id = newId();
  const systemctl = (state: string) => `
case $1 in
  is-active) [[ -e "\${0%/*}/started" ]] && echo active || echo ${state} ;;
  start) ${state === 'failed' ? ':' : 'touch "${0%/*}/started"'} ;;
esac`;
  const running = await run(startKubeletScript, [id], {systemctl: systemctl('active')});
  t.is(running.exitCode, 0);
  t.false(running.calls.includes('systemctl start kubelet'));
  const stopped = await run(startKubeletScript, [id], {systemctl: systemctl('inactive')});
  t.is(stopped.exitCode, 0);
  t.is(stopped.calls.filter((call) => call === 'systemctl start kubelet').length, 1);
  t.is((await run(startKubeletScript, [id], {systemctl: systemctl('failed')})).exitCode, 6);
});

test('an injection that still runs is ended by the undo of its ID', async (t) => {
  const id = newId();
  const running = exec(['bash', '-c', 'exec {tick}<> <(:); read -rt 300 -u "$tick"', tagOf(id)], {
    timeoutMs: 300_000,
    allowFailure: true,
  });
  const {exitCode} = await run(startKubeletScript, [id], {systemctl: '[[ $1 != is-active ]] || echo active'});
  t.is(exitCode, 0);
  await t.throwsAsync(running);
});

test('all processes of a container are killed; one without any, and one that lives on, are errors', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-cgroup-'));
  try {
    const script = killContainerScript.replaceAll('/sys/fs/cgroup', folder);
    const [victim, other] = [1, 2].map(() => spawn('sleep', ['300']));
    t.teardown(() => [victim, other].map((it) => it?.kill('SIGKILL')));
    const container = join(folder, 'memory', 'kubepods', 'pod1', 'c0ffee');
    mkdirSync(container, {recursive: true});
    writeFileSync(join(container, 'cgroup.procs'), '');
    t.is((await run(script, ['tag', 'c0ffee'], {})).exitCode, 3);
    t.is((await run(script, ['tag', 'dead'], {})).exitCode, 3);
    // What is no whole ID names no container: the status of a pod may be written by a subject.
    writeFileSync(join(container, 'cgroup.procs'), `${other?.pid}\n`);
    for (const id of ['*', '', 'c0ff', '?0ffee', '[c]0ffee', '-delete'])
      t.is((await run(script, ['tag', id], {})).exitCode, 3, id);
    writeFileSync(join(container, 'cgroup.procs'), `${victim?.pid}\n`);
    // A kernel would take them off the list.
    const gone = once(victim ?? process, 'exit');
    t.is((await run(script, ['tag', 'c0ffee'], {})).exitCode, 6);
    t.is((await gone)[1], 'SIGKILL');
    t.is(other?.exitCode, null);
  } finally {
    rmSync(folder, {recursive: true});
  }
});
