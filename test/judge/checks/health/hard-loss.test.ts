import test from 'ava';
import type {EventBody} from '../../../../src/history/events.ts';
import type {History} from '../../../../src/history/history.ts';
import type {Outcome} from '../../../../src/history/tables.ts';
import {checks} from '../../../../src/judge/checks/checks.ts';
import {runCheck} from '../../../../src/judge/run-checks.ts';
import type {Json, KubeObject} from '../../../../src/kubernetes/kube-object.ts';
import {type Changes, memoryTrial} from '../../histories/memory.ts';
import {first, found, merged, said, worst} from '../../expect.ts';
import {killingOf} from '../../histories/endings.ts';
import {one, three, two} from '../../histories/scenes.ts';
import {podOf, pods, trialFacts} from '../../histories/survival.ts';
import {allUnready, liveness, longLoss, loss, probed} from '../../histories/probes.ts';
import {sliceOf} from '../../histories/objects.ts';

test('without a hard one requests are refused in time', (t) => {
  const shed = (how: Outcome, every: number) => (tMs: number, index: number) =>
    tMs > 66_000 && tMs < 76_000 && index % every === 0 ? how : 'ok';
  t.is(worst(merged('fails-fast', loss('hard', [], shed('status', 1)))), 'pass');
  const hang = first(t, merged('fails-fast', loss('hard', [], shed('timed-out', 10))), 'fail');
  t.regex(hang.sentence, /Without Redis, 9\.\d+ % of requests hung until their time-out/);
  t.is(worst(merged('fails-fast', loss('hard', [], shed('timed-out', 200)))), 'pass');
  t.is(worst(found('fails-fast', loss('soft'))), 'inconclusive');
});

const asksOrders = {livenessProbe: liveness, readinessProbe: {httpGet: {path: '/orders', port: 8080}}};
/** Every gateway is out of the services 3.9 s after Redis was lost, as the readings say, and one of ten requests hangs. */
const allGone = (readings: readonly (readonly [number, EventBody])[]): Changes =>
  loss('hard', [...readings, [69_000, sliceOf(pods, pods)]], (tMs, index) =>
    tMs > 66_000 && tMs < 76_000 && index % 10 === 0 ? 'timed-out' : 'ok',
  );
const gateways = [one, two, three];
const unready = allUnready(68_900);

test('where readiness took out every replica, because all ask for the same, it is blamed', (t) => {
  const all = first(t, merged('fails-fast', probed(allGone(unready), asksOrders)), 'fail');
  t.regex(
    said(all),
    /time-out: after 3\.9 s no replica of Deployment\/gateway, container app was ready, because readiness asks.*\nA Service without a ready pod/,
  );
  t.is(all.fix?.path, 'spec.template.spec.containers[0].readinessProbe');
});

test('where it was not readiness that took all out, no readiness is blamed or patched', (t) => {
  const of = (readings: readonly (readonly [number, EventBody])[]) =>
    merged('fails-fast', probed(allGone(readings), {...asksOrders, startupProbe: liveness}));
  const killed = gateways.map((pod, index) => [68_000 + index, killingOf(pod)] as const);
  const restarted = gateways.map(
    (pod, index) => [68_900 + index, podOf(pod, {restarts: 1, ready: false, reason: 'Error'})] as const,
  );
  const ended = first(t, of([...killed, ...restarted]), 'fail');
  t.regex(
    said(ended),
    /after 3\.9 s no replica of Deployment\/gateway was ready: gateway-abc-1 left by the end of its container app by liveness/,
  );
  const told = first(t, of([...killed, ...unready]), 'fail');
  t.regex(said(told), /was ready: gateway-abc-1 left while liveness ended its container app/, 'in its grace period');
  const unknown = first(t, of([]), 'fail');
  t.regex(said(unknown), /was ready: gateway-abc-1 left by something that is not known/);
  for (const finding of [ended, told, unknown]) {
    t.is(finding.fix, undefined);
    t.notRegex(finding.sentence, /readiness asks/);
  }
  const foreign = first(t, of(gateways.map((pod) => [68_900, podOf(pod, {ending: true})])), 'inconclusive');
  t.is(foreign.because, 'foreign-change');
  t.regex(foreign.sentence, /gateway-abc-1 left by the end of the pod, which was asked for/);
  // The last one to go had been restarted: readiness alone would have left it.
  const mixed = first(t, of([...unready.slice(0, 2), ...killed.slice(2), ...restarted.slice(2)]), 'fail');
  t.regex(
    said(mixed),
    /: gateway-abc-3 left by the end of its container app.*\n(.*\n)*gateway-abc-1 left by its readiness/,
  );
  t.is(mixed.fix, undefined);
});

test('the container whose readiness failed is named: not the native sidecar that is listed before it', (t) => {
  const shipper = {name: 'shipper', restartPolicy: 'Always', readinessProbe: {httpGet: {path: '/up', port: 15021}}};
  const withShipper = (isShipperReady: boolean, isAppReady: boolean): Changes => {
    const changes = probed(allGone(unready), {...asksOrders, startupProbe: liveness});
    const deployed = (changes.deploy?.objects ?? []).map((object) => beside(object));
    return {
      ...changes,
      deploy: {...changes.deploy, objects: deployed},
      rewrite(before) {
        const body = changes.rewrite?.(before) ?? before;
        if (body.kind !== 'object' || body.object.kind !== 'Pod' || !body.object.metadata.name.startsWith('gateway'))
          return body;
        const {spec, status} = body.object;
        const [own] = (status?.['containerStatuses'] ?? []) as unknown as readonly {readonly ready: boolean}[];
        const isWell = own?.ready === true;
        const state = {running: {startedAt: '2026-01-01T00:00:01Z'}};
        const said = {name: 'shipper', ready: isWell || isShipperReady, restartCount: 0, containerID: 'c://s', state};
        const statuses = {
          initContainerStatuses: [said],
          containerStatuses: [{...own, ready: isWell || isAppReady}],
        } as unknown as KubeObject['status'];
        return {
          ...body,
          object: {
            ...body.object,
            spec: {...spec, initContainers: [shipper] as unknown as Json},
            status: {...status, ...statuses},
          },
        };
      },
    };
  };
  function beside(object: KubeObject): KubeObject {
    if (object.metadata.name !== 'gateway' || object.kind !== 'Deployment') return object;
    const {template} = object.spec as unknown as {readonly template: {readonly spec: object}};
    const changed = {...template, spec: {...template.spec, initContainers: [shipper]}};
    return {...object, spec: {...object.spec, template: changed as unknown as Json}};
  }
  const own = first(t, merged('fails-fast', withShipper(true, false)), 'fail');
  t.is(own.of?.container, 'app');
  t.is(own.fix?.path, 'spec.template.spec.containers[0].readinessProbe');
  const both = first(t, merged('fails-fast', withShipper(false, false)), 'fail');
  t.is(both.of?.container, 'app', 'the one that answers');
  const sidecars = first(t, merged('fails-fast', withShipper(false, true)), 'fail');
  t.is(sidecars.of?.container, 'shipper');
  t.regex(sidecars.sentence, /container shipper was ready, because readiness asks/);
  t.is(sidecars.fix, undefined, 'nobody knows what else to ask it');
});

test('the service is back soon after its dependency', (t) => {
  const until = (ms: number) => (tMs: number) => (tMs > 66_000 && tMs < ms ? 'status' : 'ok');
  const finding = first(t, merged('recovers', loss('hard', [], until(78_000))), 'pass');
  t.deepEqual(finding.predictedMs, [0, 13_000]);
  t.true((finding.measuredMs ?? 0) >= 1800 && (finding.measuredMs ?? 0) <= 2250);
  // The stage is over before it could be told.
  t.is(first(t, merged('recovers', loss('hard', [], until(90_000))), 'inconclusive').because, 'not-exercised');
});

/** A history in which every so many-th request is a checkout, and how those in the time of the loss end. */
function withCheckouts(need: 'soft' | 'hard', every: number, how: Outcome): History {
  const {entry} = trialFacts().subject;
  const requests = ['home', 'checkout'].map((name) => ({name, method: 'GET', path: '/', weight: 1}));
  const scene = loss(need, [], undefined, longLoss);
  const history = memoryTrial({...scene, subject: {...scene.subject, entry: {...entry, requests}}});
  const {columns} = history.requests;
  const isCheckout = (row: number): boolean => row % every === 0;
  const isAway = (row: number): boolean =>
    (columns.plannedMs[row] ?? 0) > longLoss[0] && (columns.plannedMs[row] ?? 0) < longLoss[1];
  return {
    ...history,
    requests: {
      ...history.requests,
      columns: {
        ...columns,
        request: columns.request.map((name, row) => (isCheckout(row) ? 'checkout' : name)),
        outcome: columns.outcome.map((is, row) => (isCheckout(row) && isAway(row) ? how : is)),
      },
    },
  };
}

test('what hangs is asked of each request by its name, and a few say nothing', (t) => {
  const of = (history: History) =>
    runCheck(history, 'fails-fast', checks['fails-fast'], undefined).map(({finding}) => finding);
  const rare = first(t, of(withCheckouts('hard', 112, 'timed-out')), 'fail');
  t.regex(rare.sentence, /Without Redis, 100 % of "checkout" hung until their time-out/);
  t.is(worst(of(withCheckouts('hard', 112, 'status'))), 'pass');
  const thin = (index: number): Outcome => (index % 60 === 0 ? 'status' : 'dropped');
  const few = {...loss('hard', [], (tMs, index) => (tMs > 65_000 && tMs < 76_000 ? thin(index) : 'ok'))};
  t.is(first(t, found('fails-fast', few), 'inconclusive').because, 'too-few-samples');
});

test('of a request none of which ended while a soft dependency was away nothing is known', (t) => {
  const of = (how: Outcome) =>
    runCheck(withCheckouts('soft', 25, how), 'degrades', checks.degrades, undefined).map(({finding}) => finding);
  t.is(worst(of('ok')), 'pass');
  const unasked = first(t, of('dropped'), 'inconclusive');
  t.is(unasked.because, 'too-few-samples');
  t.regex(unasked.sentence, /Whether "checkout" is served without Redis is not known/);
});
