import test from 'ava';
import {kernelLine, oomKillIn, oomKills} from '../../../src/history/records/oom-kills.ts';
import {recorded} from './events.ts';

const podUid = '3f1b2c4d-0000-4000-8000-00000000000a';
const containerId = 'c0ffee00'.repeat(8);
const node = 'ab'.repeat(32);
const line = (cgroup: string, how = 'CONSTRAINT_MEMCG'): string =>
  `[   10.000001] oom-kill:constraint=${how},nodemask=(null),cpuset=/x,mems_allowed=0,oom_memcg=/y,task_memcg=${cgroup},task=web,pid=7,uid=0`;
const systemd = `/docker/${node}/kubelet.slice/kubelet-kubepods-burstable-pod${podUid.replaceAll('-', '_')}.slice/cri-containerd-${containerId}.scope`;
const cgroupfs = `/docker/${node}/kubepods/burstable/pod${podUid}/${containerId}`;

test('both spellings of a pod, a task outside of pods, a machine without memory', (t) => {
  for (const cgroup of [systemd, cgroupfs])
    t.deepEqual(oomKillIn(line(cgroup)), {cgroup, podUid, containerId, pid: '7', isGlobal: false});
  const outside = oomKillIn(line(`/docker/${node}/system.slice/kubelet.service`));
  t.like(outside, {podUid: undefined, containerId: undefined});
  t.true(oomKillIn(line(cgroupfs, 'CONSTRAINT_NONE'))?.isGlobal);
});

test('any other line is no kill', (t) => {
  for (const other of ['', 'web invoked oom-killer', 'oom-kill:constraint=CONSTRAINT_MEMCG,cut'])
    t.is(oomKillIn(other), undefined);
});

test('a kill that is told twice is one, at its first telling; lines of another source are nobody', (t) => {
  const kills = oomKills(
    recorded(
      {kind: 'line', source: 'deploy', text: line(cgroupfs)},
      kernelLine(line(cgroupfs)),
      kernelLine(line(cgroupfs)),
    ),
  );
  t.deepEqual(
    kills.map(({seq, podUid: uid}) => [seq, uid]),
    [[1, podUid]],
  );
});
