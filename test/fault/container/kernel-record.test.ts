import test from 'ava';
import {kernelRecord} from '../../../src/fault/container/kernel-record.ts';

const uid = '3f1b2c4d-0000-4000-8000-00000000000a';
const id = 'c0ffee00'.repeat(8);
const record = (podUid: string, containerId: string, second = 10): string => {
  const scope = `/docker/abc/kubelet.slice/kubelet-kubepods-burstable-pod${podUid}.slice/cri-containerd-${containerId}.scope`;
  return `[   ${second}.000001] oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=${scope},task_memcg=${scope},task=web,pid=7,uid=0`;
};

test('the newest record of the pod and container is taken, whatever way the pod UID is written', (t) => {
  const lines = [record(uid.replaceAll('-', '_'), id, 1), record(uid, id, 2), 'oom_reaper: reaped process 7 (web)'];
  t.is(kernelRecord(lines, uid, id), lines[1] ?? '');
});

test('no receipt: nothing, another pod, an earlier container, a kill for want of memory on the node', (t) => {
  t.is(kernelRecord([], uid, id), null);
  t.is(kernelRecord([record('9f1b2c4d-0000-4000-8000-00000000000a', id)], uid, id), null);
  t.is(kernelRecord([record(uid, 'deadbeef'.repeat(8))], uid, id), null);
  t.is(kernelRecord([record(uid, id).replace('CONSTRAINT_MEMCG', 'CONSTRAINT_NONE')], uid, id), null);
});

test('a limit hit at the pod, with the container as the killed one, is a receipt', (t) => {
  const line = `[ 1.0] oom-kill:constraint=CONSTRAINT_MEMCG,cpuset=/,oom_memcg=/kubepods/pod${uid},task_memcg=/kubepods/pod${uid}/${id},task=web,pid=7,uid=0`;
  t.is(kernelRecord([line], uid, id), line);
});
