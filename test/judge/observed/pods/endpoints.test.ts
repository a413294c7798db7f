import test from 'ava';
import {servedPods} from '../../../../src/judge/observed/pods/endpoints.ts';
import {publisherOf} from '../../../../src/judge/observed/pods/senders.ts';
import {merged, worst} from '../../expect.ts';
import {type Changes, memoryTrial} from '../../histories/memory.ts';
import {liveness, lonely, loss, pause, probed, slowBoot} from '../../histories/probes.ts';
import {containerKill, one, podDelete} from '../../histories/scenes.ts';
import {publishedSlice, serviceOver} from '../../histories/services.ts';
import {deployFacts, pods, redis} from '../../histories/survival.ts';

const gateways = pods.filter(({app}) => app === 'gateway');
const also = (changes: Changes, serving?: boolean): Changes => ({
  ...changes,
  also: [...(changes.also ?? []), [2300, publishedSlice('gateway-peers', gateways, serving)]],
});
const stated = (changes: Changes): Changes => ({
  ...also(changes),
  deploy: {
    ...changes.deploy,
    objects: [
      ...(changes.deploy?.objects ?? deployFacts().objects),
      serviceOver('gateway'),
      serviceOver('gateway', {clusterIP: 'None', publishNotReadyAddresses: true}, 'gateway-peers'),
    ],
  },
});

const scenes = {
  'readiness-removes': probed(pause()),
  'slow-start-unharmed': probed(slowBoot(), {livenessProbe: liveness}),
  'readiness-follows': probed(lonely({goneMs: 71_000})),
  'outage-predicted': podDelete(),
} as const;
for (const [name, scene] of Object.entries(scenes)) {
  test(`${name}: a headless Service in which members find each other says nothing of readiness`, (t) => {
    const check = name as keyof typeof scenes;
    const verdicts = (changes: Changes) => merged(check, changes).map((finding) => [finding.check, finding.verdict]);
    t.is(worst(merged(check, scene)), 'pass');
    t.deepEqual(verdicts(also(scene, false)), verdicts(scene), 'its endpoints are not serving');
    t.deepEqual(verdicts(stated(scene)), verdicts(scene), 'its owner says so');
  });
}

test('of the entry’s pods only the entry’s own Service counts, whatever else selects them', (t) => {
  const scene = containerKill();
  const ready = (changes: Changes) => servedPods(memoryTrial(changes)).map((served) => served.ready.has(one.uid));
  t.deepEqual(ready(scene), [true, false, true]);
  t.deepEqual(ready(also(scene)), [true, true, false, true], 'a slice that looks like any other');
});

test('a dependency is reached by its only Service, though it publishes all; what nobody declares is not', (t) => {
  const objects = [...deployFacts().objects, serviceOver('redis', {publishNotReadyAddresses: true})];
  const published: Changes = {deploy: {objects}, also: [[2300, publishedSlice('redis', [redis])]]};
  const servedLast = (changes: Changes) => servedPods(memoryTrial(changes)).at(-1)?.ready.has(redis.uid);
  t.is(servedLast({...loss('hard'), ...published}), true);
  t.like(publisherOf(memoryTrial({...loss('hard'), ...published}), redis.uid), {kind: 'Service', name: 'redis'});
  t.is(servedLast(published), false);
  t.is(publisherOf(memoryTrial(published), redis.uid), undefined);
});
