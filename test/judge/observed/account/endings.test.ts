import test from 'ava';
import type {EventBody} from '../../../../src/history/events.ts';
import {endingBefore, endingsOf} from '../../../../src/judge/observed/account/endings.ts';
import {type Changes, memoryTrial} from '../../histories/memory.ts';
import {endedWith, killingOf, toldOf} from '../../histories/endings.ts';
import {nodeOf} from '../../histories/objects.ts';
import {liveness, pause, probed} from '../../histories/probes.ts';
import {containerKill, nothingDone, one, podDelete, powerOff} from '../../histories/scenes.ts';
import {kernelLine, podOf} from '../../histories/survival.ts';

const restarted = podOf(one, {restarts: 1, ready: false, reason: 'Error'});
const by = (changes: Changes) => endingsOf(memoryTrial(changes)).map((ending) => [ending.by, ending.container]);
const alone = (...also: NonNullable<Changes['also']>): Changes => ({...nothingDone, also});

test('the kubelet’s own word says who: liveness or startup, whatever the exit code', (t) => {
  for (const probe of ['liveness', 'startup'] as const) {
    t.deepEqual(by(alone([70_000, killingOf(one, probe)], [72_000, restarted])), [[probe, 'app']]);
    t.deepEqual(by(alone([70_000, killingOf(one, probe)], [72_000, endedWith(restarted, 0, 'Completed')])), [
      [probe, 'app'],
    ]);
    t.deepEqual(by(alone([72_000, restarted], [72_500, killingOf(one, probe)])), [[probe, 'app']], 'a late event');
  }
  const other = toldOf(one, 'Killing', 'Stopping container app');
  t.deepEqual(by(alone([70_000, other], [72_000, restarted])), [['unknown', 'app']]);
});

test('a kubelet that was not heard in all it told: its probe had failed just before', (t) => {
  const failed = toldOf(
    one,
    'Unhealthy',
    'Liveness probe failed: Get "http://198.19.1.1:8080/livez": context deadline exceeded',
  );
  const at = (tMs: number, body = restarted) =>
    by(probed(alone([tMs, failed], [72_000, body]), {livenessProbe: liveness}));
  t.deepEqual(at(70_000), [['liveness', 'app']]);
  t.deepEqual(at(40_000), [['unknown', 'app']], 'long before');
  t.deepEqual(at(70_000, endedWith(restarted, 1)), [['itself', 'app']], 'its process gave up');
  const readiness = toldOf(one, 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503');
  t.deepEqual(by(alone([70_000, readiness], [72_000, restarted])), [['unknown', 'app']]);
});

test('a process that gives up, the kernel, and nobody known', (t) => {
  for (const code of [1, 2, 139, 134])
    t.deepEqual(by(alone([72_000, endedWith(restarted, code)])), [['itself', 'app']]);
  t.deepEqual(by(alone([72_000, podOf(one, {restarts: 1})])), [['out-of-memory', 'app']], 'the kubelet says OOMKilled');
  const record = kernelLine(one);
  t.deepEqual(by(alone([71_900, record], [72_000, restarted])), [['out-of-memory', 'app']], 'the kernel’s record');
  for (const code of [0, 137, 143]) t.deepEqual(by(alone([72_000, endedWith(restarted, code)])), [['unknown', 'app']]);
});

test('what we ended is ours, and what was ended with its pod or its node is theirs', (t) => {
  t.deepEqual(by(containerKill()), [['step', 'app']]);
  t.deepEqual(by({}), [['step', 'app']], 'memory that we exhausted');
  t.deepEqual(by(podDelete()), [['pod-end', 'app']]);
  t.deepEqual(by(powerOff()), [['step', 'app']]);
  const lost = alone([70_000, nodeOf(one.node, {ready: false})], [72_000, restarted]);
  t.deepEqual(by(lost), [['node', 'app']]);
  t.deepEqual(by(alone([72_000, endedWith(restarted, 255, 'Unknown')])), [['node', 'app']]);
  t.deepEqual(by({...pause(), also: [[77_000, killingOf(one)]]}), [['liveness', 'app']], 'a pause ends nothing');
});

test('each end is told once, the one before a time is found, and what had ended before is not ours', (t) => {
  const changes = alone([72_000, restarted], [73_000, restarted], [74_000, podOf(one, {restarts: 1, reason: 'Error'})]);
  t.is(endingsOf(memoryTrial(changes)).length, 1);
  const id = {uid: one.uid, container: 'app'};
  t.is(endingBefore(memoryTrial(changes), id, 80_000)?.tMs, 72_000);
  t.is(endingBefore(memoryTrial(changes), id, 71_000), undefined);
  const restartedBefore = (body: EventBody): EventBody =>
    body.kind === 'object' && body.object.metadata.uid === one.uid ? podOf(one, {restarts: 1, reason: 'Error'}) : body;
  t.deepEqual(endingsOf(memoryTrial({...nothingDone, rewrite: restartedBefore})), []);
});
