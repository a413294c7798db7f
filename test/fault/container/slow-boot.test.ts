import test from 'ava';
import {slowBoot} from '../../../src/fault/container/slow-boot.ts';
import {fakeCluster, podTarget, reread} from '../fake-cluster.ts';

test('the container is killed by its ID, and the undo resumes what stands in its place in that very pod', async (t) => {
  const fake = fakeCluster();
  fake.script = () => 'id-a 7 100 S 1\nid-b 8 200 T 1';
  const mark = reread(await slowBoot.mark([podTarget('a')], {}, fake.tools));
  t.deepEqual(mark.stopped, ['8:200']);
  fake.did.length = 0;
  await slowBoot.inject(mark, fake.tools);
  await slowBoot.undo(mark, fake.tools);
  t.deepEqual(fake.did, [`script w1 seatrial-fault-${mark.id} id-a`, `script w1 ${mark.id} uid-a 8:200`]);
});

test('a receipt is the victim gone and another container of its pod stopped as a whole', async (t) => {
  const fake = fakeCluster();
  fake.script = () => 'cri-containerd-id-a.scope 7 100 S 1\nsandbox 3 1 S 1';
  const mark = await slowBoot.mark([podTarget('a')], {}, fake.tools);
  const before = await slowBoot.read(mark, fake.tools);
  t.like(before, {runs: true, paused: []});
  fake.script = () => 'sandbox 3 1 S 1\nid-new 9 300 T 1\nid-new 10 301 S 9';
  t.false(slowBoot.proves(before, await slowBoot.read(mark, fake.tools)));
  fake.script = () => 'sandbox 3 1 S 1\nid-new 9 300 T 1\nid-new 10 301 T 9';
  const after = await slowBoot.read(mark, fake.tools);
  t.deepEqual(after.paused, ['id-new']);
  t.true(slowBoot.proves(before, after));
  t.false(slowBoot.proves(before, before));
  t.false(slowBoot.proves(after, after));
});
