import test from 'ava';
import type {EventBody} from '../../../../src/history/events.ts';
import type {Json} from '../../../../src/kubernetes/kube-object.ts';
import {first, found, worst} from '../../expect.ts';
import type {Changes} from '../../histories/memory.ts';
import {liveness, pause, probed, slowBoot} from '../../histories/probes.ts';
import {serviceOver} from '../../histories/services.ts';
import {containerOf, victim, workloadOf} from '../../histories/survival.ts';

const app = {...(containerOf(victim) as object), ports: [{containerPort: 8080}], livenessProbe: liveness};
const shipper = {name: 'log-shipper', image: 'fluent-bit'};

/** The gateways have a log shipper that is listed first, and the step is done to one of their two containers. */
function beside(changes: Changes, name: 'log-shipper' | 'app'): Changes {
  const containers = [shipper, app] as unknown as Json;
  const rewrite = (body: EventBody): EventBody => {
    if (body.kind === 'fault')
      return JSON.parse(JSON.stringify(body).replace('"container":"app"', `"container":"${name}"`));
    if (body.kind !== 'object' || body.object.kind !== 'Pod' || !body.object.metadata.name.startsWith('gateway'))
      return body;
    const statuses = (body.object.status?.['containerStatuses'] ?? []) as readonly Json[];
    const state = {running: {startedAt: '2026-01-01T00:00:01Z'}};
    const second = {name: 'log-shipper', ready: true, restartCount: 0, containerID: 'containerd://shipper', state};
    const status = {...body.object.status, containerStatuses: [second, ...statuses] as unknown as Json};
    return {...body, object: {...body.object, spec: {...body.object.spec, containers}, status}};
  };
  const deployed = workloadOf('gateway', {}, {containers});
  return {...changes, rewrite, deploy: {objects: [deployed, workloadOf('redis'), serviceOver('gateway')]}};
}

const hung = pause({goneMs: null, restartMs: null, undoneMs: 89_000});
const unharmed: Changes = {...hung, outcome: () => 'ok'};

test('a log shipper that hangs beside a container that serves on needs no readiness', (t) => {
  const [finding] = found('readiness-removes', beside(unharmed, 'log-shipper'));
  t.like(finding, {verdict: 'pass', uncounted: 'not-applicable'});
  t.regex(finding?.sentence ?? '', /container log-shipper hung, and no request failed for it: no Service sends it any/);
});

test('what no Service names and requests fail for all the same, such as a proxy, is asked', (t) => {
  const finding = first(t, found('readiness-removes', beside(hung, 'log-shipper')), 'fail');
  t.is(finding.of?.container, 'log-shipper');
  t.regex(finding.sentence, /it has no readiness probe/);
  const few: Changes = {...hung, outcome: (_, index) => (index % 500 === 0 ? 'status' : 'ok')};
  t.is(first(t, found('readiness-removes', beside(few, 'log-shipper')), 'pass').uncounted, 'not-applicable', 'strays');
});

test('the container behind the port of the Service is asked, whether requests fail or not', (t) => {
  t.is(worst(found('readiness-removes', beside(hung, 'app'))), 'fail');
  t.is(worst(found('readiness-removes', beside(unharmed, 'app'))), 'fail');
  t.is(first(t, found('readiness-removes', beside(pause(), 'app')), 'pass').uncounted, undefined);
});

test('where nobody can tell which container answers, each is asked', (t) => {
  const {deploy: _, ...unknown} = beside(unharmed, 'log-shipper');
  t.is(worst(found('readiness-removes', unknown)), 'fail');
});

const traffic = (changes: Changes) =>
  found('slow-start-unharmed', changes).find(({check}) => check === 'slow-start-unharmed/traffic');

test('a pod whose log shipper boots may go on being sent requests', (t) => {
  const boot = slowBoot({servedMs: 68_000});
  t.like(traffic(beside(boot, 'log-shipper')), {verdict: 'pass', uncounted: 'not-applicable'});
  const refused: Changes = {...boot, outcome: (tMs, index) => (tMs > 68_000 && index % 3 === 0 ? 'refused' : 'ok')};
  t.is(traffic(beside(refused, 'log-shipper'))?.verdict, 'fail');
  t.is(traffic(beside(boot, 'app'))?.verdict, 'fail');
});

test('an endpoint that goes within the prediction after the kill was the victim’s, not its successor’s', (t) => {
  // Killed at 65.3 s, the successor held from 66.5 s on: the services may know it until 68.6 s, and 2 s of slack.
  for (const goneMs of [65_400, 66_600, 68_600, 70_500])
    t.is(traffic(probed(slowBoot({goneMs}), {livenessProbe: liveness}))?.verdict, 'pass', `gone at ${goneMs}`);
  for (const goneMs of [71_000, 79_000])
    t.is(traffic(probed(slowBoot({goneMs}), {livenessProbe: liveness}))?.verdict, 'fail', `gone at ${goneMs}`);
  const again = slowBoot({goneMs: 66_600, servedMs: 69_000});
  t.is(traffic(probed(again, {livenessProbe: liveness}))?.verdict, 'fail', 'sent requests again: its successor’s');
});

test('a boot that was killed before the services must have forgotten the one before it says nothing', (t) => {
  const killed = slowBoot({goneMs: 79_000, killedMs: 68_000});
  t.like(traffic(probed(killed, {livenessProbe: liveness})), {verdict: 'inconclusive', because: 'not-exercised'});
});
