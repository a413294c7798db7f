import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import test from 'ava';
import {cgroupsScript} from '../../src/observe/cgroups-script.ts';

/** Runs one function of the script on files laid out as the kernel does. */
function sample(call: (folder: string) => string, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-cgroups-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), {recursive: true});
      writeFileSync(join(folder, name), `${text}\n`);
    }
    return execFileSync('bash', ['-s'], {input: `${cgroupsScript}\n${call(folder)}`, encoding: 'utf8'});
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

const version1 = {
  'memory/pod/c/memory.stat':
    'cache 900\nrss 100\nshmem 20\ntotal_cache 900\ntotal_rss 110\ntotal_rss_huge 0\ntotal_shmem 21',
  'memory/pod/c/memory.kmem.usage_in_bytes': '30',
  'memory/pod/c/memory.usage_in_bytes': '1000',
  'memory/pod/c/memory.limit_in_bytes': '134217728',
  'memory/pod/c/memory.failcnt': '4',
  'memory/pod/c/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 1',
  'cpu/pod/c/cpuacct.usage': '7000123',
  'cpu/pod/c/cpu.stat': 'nr_periods 50\nnr_throttled 5\nthrottled_time 900000',
};
const call1 = (folder: string): string =>
  `root=${folder}/memory cpu=${folder}/cpu cpuacct=${folder}/cpu; sample1 ${folder}/memory/pod/c ID`;
const version2 = {
  'memory.stat':
    'anon 100\nfile 900\nkernel 99\nkernel_stack 5\npagetables 6\nsec_pagetables 0\nsock 4\nshmem 20\nslab_reclaimable 70\nslab_unreclaimable 9\nslab 79',
  'memory.current': '1000',
  'memory.max': '134217728',
  'memory.events': 'low 0\nhigh 0\nmax 4\noom 1\noom_kill 1\noom_group_kill 0',
  'cpu.stat':
    'usage_usec 7000\nuser_usec 1\nsystem_usec 1\nnr_periods 50\nnr_throttled 5\nthrottled_usec 900\nnr_bursts 0',
};
const call2 = (folder: string): string => `sample2 ${folder} ID`;

test('version 1: the sums of the hierarchy, all kernel memory, nanoseconds as microseconds', (t) => {
  t.is(sample(call1, version1), 'ID 110 21 30 0 1000 134217728 4 1 7000 50 5 900\n');
});

test('version 2: unreclaimable slab, kernel stacks and page tables are the kernel part', (t) => {
  t.is(sample(call2, version2), 'ID 100 20 20 4 1000 134217728 4 1 7000 50 5 900\n');
});

test('no limit is 0 in both versions', (t) => {
  t.regex(sample(call1, {...version1, 'memory/pod/c/memory.limit_in_bytes': '9223372036854771712'}), / 1000 0 4 1 /);
  t.regex(sample(call2, {...version2, 'memory.max': 'max'}), / 1000 0 4 1 /);
});

test('a container that is gone gives no line', (t) => {
  t.is(
    sample((folder) => `sample1 ${folder}/gone ID 2>/dev/null; sample2 ${folder}/gone ID 2>/dev/null; true`, {}),
    '',
  );
});

test('a control group that a container made itself, with figures in its name, gives no line', (t) => {
  const group = 'pod/c 1 2 3 4 5 6 7 8 9 10 11 12';
  const files = {...version2, 'cgroup.procs': String(process.pid)};
  const both = Object.fromEntries(
    ['pod/c', group].flatMap((name) => Object.entries(files).map(([file, text]) => [`${name}/${file}`, text])),
  );
  const call = (folder: string): string => `version=2; each_container ${folder}/pod`;
  t.is(sample(call, both), 'c 100 20 20 4 1000 134217728 4 1 7000 50 5 900\n');
});
