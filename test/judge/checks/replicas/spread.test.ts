import test from 'ava';
import type {EventBody} from '../../../../src/history/events.ts';
import {fixYaml} from '../../../../src/report/parts/fix-text.ts';
import {first, found, merged, neverPassesWithout, said, worst} from '../../expect.ts';
import {type Pod, podOf, pods, workloadOf} from '../../histories/survival.ts';
import {nothingDone, powerOff, three, two} from '../../histories/scenes.ts';
import {nodeOf, sliceOf} from '../../histories/objects.ts';
import type {Changes} from '../../histories/memory.ts';

/** The gateways run on these nodes. */
const onNodes = (...nodes: readonly string[]): Pick<Changes, 'rewrite'> => ({
  rewrite: (body: EventBody): EventBody => {
    const index =
      body.kind === 'object' && body.object.kind === 'Pod'
        ? pods.findIndex(({uid}) => uid === (body.object as {metadata: {uid?: string}}).metadata.uid)
        : -1;
    const nodeName = nodes[index];
    return body.kind !== 'object' || nodeName === undefined
      ? body
      : {...body, object: {...body.object, spec: {...body.object.spec, nodeName}}};
  },
});
const redis = {dependencies: [{name: 'Redis', workload: 'redis', kind: 'in-cluster', need: 'soft'}]} as const;
const counted = (changes: Changes) =>
  merged('spread', {subject: redis, ...changes}).filter(({uncounted}) => uncounted === undefined);

test('spread: one gateway a zone passes, also where nothing is done; nothing or a killed run does not', (t) => {
  t.is(worst(counted(nothingDone)), 'pass');
  t.is(worst(counted(powerOff())), 'pass');
  t.is(worst(merged('spread', {until: 500})), 'inconclusive');
  neverPassesWithout(t, 'spread');
});

test('spread: two of three in one zone, though each on a host of its own', (t) => {
  const hosts = onNodes('n1', 'n2', 'n3');
  const finding = first(t, counted({...nothingDone, ...hosts}), 'fail');
  t.regex(
    said(finding),
    /The death of zone a takes 2 of 3 pods of Deployment\/gateway: spread evenly it would be 1\nOn zone a: gateway-abc-1, gateway-abc-2/,
  );
  t.is(finding.fix?.path, 'spec.template.spec.topologySpreadConstraints');
  t.regex(finding.fix === undefined ? '' : fixYaml(finding.fix), /topologyKey: topology\.kubernetes\.io\/zone/);
  t.is(finding.observed, 'The worst: node n1 takes 1 of 3; zone a takes 2 of 3');
});

test('spread: what ties all to some nodes is the thing to change', (t) => {
  const deploy = (template: object) => ({deploy: {objects: [workloadOf('gateway', {}, template)]}});
  const selected = {
    ...nothingDone,
    ...onNodes('n3', 'n3', 'n3'),
    ...deploy({nodeSelector: {'topology.kubernetes.io/zone': 'b'}}),
  };
  const finding = first(t, counted(selected), 'fail');
  t.is(finding.fix?.path, 'spec.template.spec.nodeSelector');
  t.regex(finding.sentence, /takes 3 of 3 pods of Deployment\/gateway: all its pods are there/);
  const terms = [{matchExpressions: [{key: 'topology.kubernetes.io/zone', operator: 'NotIn', values: ['c']}]}];
  const affinity = {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: terms}}};
  t.is(
    first(t, counted({...nothingDone, ...onNodes('n1', 'n2', 'n3'), ...deploy({affinity})}), 'fail').fix?.path,
    'spec.template.spec.affinity',
  );
  const anywhere = deploy({nodeSelector: {'kubernetes.io/os': 'linux'}});
  t.is(worst(counted({...nothingDone, ...anywhere, rewrite: withLabel})), 'pass');
});

const withLabel = (body: EventBody): EventBody =>
  body.kind === 'object' && body.object.kind === 'Node'
    ? {
        ...body,
        object: {
          ...body.object,
          metadata: {...body.object.metadata, labels: {...body.object.metadata.labels, 'kubernetes.io/os': 'linux'}},
        },
      }
    : body;

test('spread: one replica; a soft dependency and a pinned volume are told beside the verdict', (t) => {
  const alone = first(t, merged('spread', nothingDone), 'fail');
  t.deepEqual([alone.of?.name, alone.fix?.path], ['redis', 'spec.replicas']);
  const soft = merged('spread', {...nothingDone, subject: redis}).find(({of}) => of?.name === 'redis');
  t.like(soft, {verdict: 'fail', uncounted: 'reported-only'});
  t.regex(soft?.sentence ?? '', /Not weighed: a soft dependency/);
  const volumes = [{name: 'data', persistentVolumeClaim: {claimName: 'data'}}];
  const pinned = merged('spread', {...nothingDone, deploy: {objects: [workloadOf('redis', {}, {volumes})]}}).find(
    ({of}) => of?.name === 'redis',
  );
  t.regex(pinned?.sentence ?? '', /its volume is pinned to its node on this cluster/);
  t.is(pinned?.uncounted, 'reported-only');
});

test('spread: proved on the killed node, and not when more went with it or nobody noticed', (t) => {
  const proof = (changes: Changes) => found('spread', changes).filter(({check}) => check === 'spread/proved');
  t.regex(
    first(t, proof(powerOff()), 'pass').sentence,
    /the loss of n3 took 1 of 3 pods of Deployment\/gateway, as computed; 2 went on serving/,
  );
  const also = [[74_000, sliceOf(pods, [two, three])]] as const;
  t.regex(
    said(first(t, proof({...powerOff(), also}), 'fail')),
    /left the service too\ngateway-abc-3 on n4 left the service/,
  );
  const brief = proof(powerOff({notReadyMs: 999_000, undoneMs: 68_000, sentinelMs: 69_000, backMs: 70_000}));
  t.like(brief[0], {verdict: 'inconclusive', because: 'not-exercised', uncounted: undefined});
});

test('fits-n-minus-one: reported only, either way; nothing to compute from is no pass', (t) => {
  t.like(found('fits-n-minus-one', nothingDone)[0], {verdict: 'pass', uncounted: 'reported-only'});
  const small = (body: EventBody): EventBody =>
    body.kind === 'object' && body.object.kind === 'Node' ? nodeOf(body.object.metadata.name, {cpu: '150m'}) : body;
  const finding = first(t, found('fits-n-minus-one', {...nothingDone, rewrite: small}), 'fail');
  t.is(finding.uncounted, 'reported-only');
  t.regex(
    finding.sentence,
    /Without node n1 there is no room for gateway-abc-1 by its requests: 0\.4 cores and 256 MiB requested/,
  );
  t.is(
    worst(found('fits-n-minus-one', {without: (body) => body.kind === 'object' && body.object.kind === 'Node'})),
    'inconclusive',
  );
  neverPassesWithout(t, 'fits-n-minus-one');
});

test('spread/proved: what other pods left the services by is told; one whose container ended may have been lost anyway', (t) => {
  const away = (pod: Pod, ended: boolean) => ({
    ...powerOff(),
    also: [
      [66_000, podOf(pod, {ended, ready: false, reason: 'Error'})],
      [66_100, sliceOf(pods, [pod])],
    ] as const,
  });
  const proved = (changes: Changes) => found('spread', changes).filter(({check}) => check === 'spread/proved');
  const followed = first(t, proved(away(three, false)), 'fail');
  t.regex(said(followed), /took more than its own 1 pod .*\n.* left the service by .*readiness/);
  const crashed = first(t, proved(away(three, true)), 'inconclusive');
  t.is(crashed.because, 'foreign-change');
  t.regex(crashed.sentence, /gateway-abc-3 on n4 left the service by/);
});
