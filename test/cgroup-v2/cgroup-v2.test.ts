import test from 'ava';
import {readCapabilities} from '../../src/cluster/capabilities.ts';
import {containerPause} from '../../src/fault/container/container-pause.ts';
import {containerKill} from '../../src/fault/container/container-kill.ts';
import {memoryExhaustion} from '../../src/fault/container/memory-exhaustion.ts';
import {countProcesses} from '../../src/fault/pod/pod-processes.ts';
import {parseAudit} from '../../src/residue/audit.ts';
import {repairRecord} from '../../src/residue/repair-record.ts';
import {auditScript, repairScript} from '../../src/residue/node-scripts.ts';
import {cgroupsScript} from '../../src/observe/cgroups-script.ts';
import {nodeLoop} from '../../src/observe/node-loop.ts';
import {systemClock as clock} from '../../src/system/clock.ts';
import {waitFor} from '../../src/system/wait.ts';
import {podUid, slice, startContainer, stateOf} from './container.ts';
import {bootGuest} from './guest.ts';
import {cgroupV2Inputs} from './inputs.ts';

/** Semantics only: the machine is emulated, and its times mean nothing. */
const guest = await bootGuest();
const {shell} = guest;
/** A test that failed must not fail the next one: they share the control group of one pod. */
test.afterEach.always('nothing of one test is left for the next', async () =>
  shell.script('guest', 'docker ps --all --quiet | xargs --no-run-if-empty docker rm --force', [], {
    allowFailure: true,
  }),
);
test.after.always('switch the guest off', async () => guest[Symbol.asyncDispose]());
test.after('what was verified', async () =>
  process.stderr.write(`verifiedInputs of src/system/cgroup-v2.ts: ${await cgroupV2Inputs()}\n`),
);

const mib = 2 ** 20;

test.serial('the guest has what users have and this machine may lack', async (t) => {
  const there = await readCapabilities(shell, 'guest');
  t.like(there, {'cgroup-v2': true, netem: true, psi: true, 'sys-resource': true, 'kernel-log': true});
});

test.serial('the reader tells memory, its limit, CPU and throttling of a container', async (t) => {
  const {id} = await startContainer(shell, 'read', {busy: true});
  const {stdout} = await shell.script('guest', `timeout 20 bash -c "$1" || true`, [nodeLoop([], cgroupsScript)]);
  const rows = stdout
    .split('\n')
    .filter((line) => line.includes(id))
    .map((line) => line.split(' ').slice(1).map(Number));
  t.true(rows.length >= 2, stdout);
  const [first = [], last = []] = [rows[0], rows.at(-1)];
  const names = [
    'anon',
    'shmem',
    'kernel',
    'socket',
    'current',
    'limit',
    'hits',
    'kills',
    'cpuUs',
    'periods',
    'throttled',
    'throttledUs',
  ];
  const of = (row: readonly number[]) =>
    Object.fromEntries(names.map((name, index) => [name, row[index] ?? Number.NaN]));
  const [before, after] = [of(first), of(last)];
  t.is(after['limit'], 64 * mib);
  t.true((after['shmem'] ?? 0) >= 20 * mib && (after['current'] ?? 0) >= (after['shmem'] ?? 0));
  t.true((after['anon'] ?? 0) > 0 && (after['kernel'] ?? 0) > 0);
  for (const counter of ['cpuUs', 'periods', 'throttled', 'throttledUs'])
    t.true((after[counter] ?? 0) > (before[counter] ?? 0), counter);
  t.like(after, {hits: 0, kills: 0});
});

for (const whole of [false, true]) {
  test.serial(
    `OOM by the harness, memory.oom.group ${whole ? 1 : 0}: the kernel's record, the victim dead, nothing left`,
    async (t) => {
      const name = `oom-${whole ? 'group' : 'one'}`;
      const {target, tools} = await startContainer(shell, name);
      if (whole) {
        const group =
          'for file in $(find /sys/fs/cgroup -path "*$1*" -name memory.oom.group); do echo 1 > "$file"; done';
        await shell.script('guest', group, [target.containerId?.replace('containerd://', '') ?? '']);
      }
      const mark = await memoryExhaustion.mark([target], {}, tools);
      t.like(mark, {cgroupVersion: 2, limitBytes: 64 * mib});
      const before = await memoryExhaustion.read(mark, tools);
      await memoryExhaustion.inject(mark, tools);
      const after = await memoryExhaustion.read(mark, tools);
      t.true(memoryExhaustion.proves(before, after), JSON.stringify(after));
      await memoryExhaustion.undo(mark, tools);
      await memoryExhaustion.undo(mark, tools);
      t.is((await shell.script('guest', 'ls /run/seatrial-* 2>/dev/null | wc -l')).stdout, '0');
      if (whole) t.is(await waitForEnd(name), 'exited 137');
    },
  );
}

test.serial(
  'a container paused: every process stopped, silence, and back by another process with the same mark',
  async (t) => {
    const {target, tools} = await startContainer(shell, 'pause');
    const mark = await containerPause.mark([target], {}, tools);
    const before = await containerPause.read(mark, tools);
    t.is(before.answer, 'answered');
    await containerPause.inject(mark, tools);
    const after = await containerPause.read(mark, tools);
    t.true(containerPause.proves(before, after), JSON.stringify({before, after}));
    for (const round of [1, 2]) {
      await containerPause.undo(JSON.parse(JSON.stringify(mark)) as typeof mark, tools);
      const again = await containerPause.read(mark, tools);
      t.deepEqual([again.stopped, again.answer], [[], 'answered'], `undo ${round}`);
    }
  },
);

test.serial("a pod's whole slice frozen is seen by the audit, and thawed", async (t) => {
  const {id} = await startContainer(shell, 'slice');
  const frozen = async () =>
    parseAudit((await shell.script('guest', auditScript, ['worker'])).stdout, 'guest').filter(
      ({kind}) => kind === 'frozen',
    );
  t.deepEqual(await frozen(), []);
  await shell.script('guest', 'echo 1 > "$(find /sys/fs/cgroup -type d -name "$1" -print -quit)/cgroup.freeze"', [
    slice,
  ]);
  const seen = await waitFor({what: 'the slice to be frozen', withinMs: 60_000, everyMs: 500, clock}, async () => {
    const found = await frozen();
    return found.length > 0 ? {done: found} : {seen: 'nothing frozen'};
  });
  t.true(
    seen.some(({what}) => what.includes(slice)),
    JSON.stringify(seen),
  );
  await shell.script('guest', repairScript, seen.flatMap(repairRecord));
  t.deepEqual(await frozen(), []);
  t.true(id.length > 0);
});

test.serial('a container killed has no process any more, by the count of its pod', async (t) => {
  const {target, tools} = await startContainer(shell, 'kill');
  const pods = [{pod: 'kill', namespace: 'guest', uid: podUid, node: 'guest'}];
  t.true(((await countProcesses(pods, tools)).pods[0]?.processes ?? 0) > 0);
  const mark = await containerKill.mark([target], {}, tools);
  await containerKill.inject(mark, tools);
  t.is(await waitForEnd('kill'), 'exited 137');
  t.is((await countProcesses(pods, tools)).pods[0]?.processes, 0);
  await containerKill.undo(mark, tools);
});

test.serial('netem delays the packets of one container', async (t) => {
  const {address, id} = await startContainer(shell, 'netem');
  const delay = `pid=$(docker inspect --format '{{.State.Pid}}' "$1"); nsenter -t "$pid" -n tc qdisc "$2" dev eth0 root netem delay 100ms`;
  const rtt = async () =>
    Number(/= [\d.]+\/([\d.]+)\//.exec((await shell.run('guest', ['ping', '-c', '3', address])).stdout)?.[1]);
  t.true((await rtt()) < 100);
  await shell.script('guest', delay, [id, 'add']);
  t.true((await rtt()) >= 100);
  await shell.script('guest', delay, [id, 'del']);
  t.true((await rtt()) < 100);
});

async function waitForEnd(name: string): Promise<string> {
  return waitFor({what: `${name} to end`, withinMs: 120_000, everyMs: 1000, clock}, async () => {
    const state = await stateOf(shell, name);
    return state.startsWith('exited') ? {done: state} : {seen: state};
  });
}
