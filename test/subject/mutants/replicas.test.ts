import {readFileSync} from 'node:fs';
import test from 'ava';
import {parse} from 'yaml';
import {app, does, shapes, workload} from './shapes.ts';
import {service} from '../subject.ts';

const pods = (pod: NonNullable<unknown>) => ({
  objects: [service('web'), workload('Deployment', [app], {pod: pod as never})],
});

test('one replica is left, where somebody chose more', (t) => {
  t.is(does('one-replica', shapes.deployment), 'Deployment/web: spec.replicas set to 1, was 3');
  t.is(does('one-replica', shapes.statefulSet), 'StatefulSet/web: spec.replicas set to 1, was 3');
  t.regex(does('one-replica', shapes.daemonSet), /^not: .*as there are nodes/);
  t.regex(does('one-replica', shapes.plain), /^not: it has one replica already/);
  t.regex(does('one-replica', shapes.scaled), /^not: HorizontalPodAutoscaler\/web chooses/);
});

test('all are on one node, unless they would then not run or it would not count', (t) => {
  t.regex(does('all-on-one-node', shapes.deployment), /nodeSelector set to .*"topology.kubernetes.io\/zone":"b"/);
  t.regex(does('all-on-one-node', shapes.scaled), /nodeSelector set to/, 'the autoscaler wants three');
  t.regex(does('all-on-one-node', shapes.statefulSet), /^not: its volumes are pinned/);
  t.regex(does('all-on-one-node', shapes.daemonSet), /^not: a DaemonSet/);
  t.regex(does('all-on-one-node', shapes.plain), /^not: it has one replica/);
  const required = {requiredDuringSchedulingIgnoredDuringExecution: [{}]};
  const spread = {whenUnsatisfiable: 'DoNotSchedule', topologyKey: 'kubernetes.io/hostname', maxSkew: 1};
  t.regex(does('all-on-one-node', pods({nodeSelector: {disk: 'ssd'}})), /^not: .*node selector of its own/);
  t.regex(does('all-on-one-node', pods({affinity: {nodeAffinity: required}})), /^not: .*node affinity/);
  t.regex(does('all-on-one-node', pods({affinity: {podAntiAffinity: required}})), /^not: .*podAntiAffinity/);
  t.regex(does('all-on-one-node', pods({topologySpreadConstraints: [spread]})), /nodeSelector set to/);
  t.regex(
    does('all-on-one-node', pods({topologySpreadConstraints: [{...spread, minDomains: 2}]})),
    /^not: its spread asks for 2 domains/,
  );
  const ignoring = {topologySpreadConstraints: [{...spread, nodeAffinityPolicy: 'Ignore'}]};
  t.regex(does('all-on-one-node', pods(ignoring)), /^not: .*wait for ever/);
});

test('the zone has one worker in every trial', (t) => {
  const {nodes} = parse(readFileSync('kind-config.yaml', 'utf8')) as {
    readonly nodes: readonly {readonly labels?: Readonly<Record<string, string>>}[];
  };
  t.is(nodes.filter(({labels}) => labels?.['topology.kubernetes.io/zone'] === 'b').length, 1);
});

test('the entry’s own Service publishes pods that are not ready, where readiness would take them out', (t) => {
  t.is(does('unready-published', shapes.sidecarFirst), 'Service/web: spec.publishNotReadyAddresses set to true');
  t.regex(does('unready-published', shapes.plain), /^not: .*no readiness probe/);
  const objects = [service('web', {publishNotReadyAddresses: true}), workload('Deployment', [app])];
  t.regex(does('unready-published', {objects}), /^not: .*already/);
});

test('a stop without its hook, and roll-outs that end all at once', (t) => {
  t.regex(does('no-graceful-stop', shapes.sidecarFirst), /containers\[1\]\.lifecycle\.preStop left out/);
  t.regex(does('no-graceful-stop', shapes.plain), /^not: .*its own code's/);
  t.is(
    does('max-unavailable-all', shapes.deployment),
    'Deployment/web: spec.strategy.rollingUpdate.maxUnavailable set to "100%"',
  );
  t.is(does('recreate', shapes.deployment), 'Deployment/web: spec.strategy set to {"type":"Recreate"}');
  t.regex(does('max-unavailable-all', shapes.daemonSet), /^DaemonSet\/web: spec.updateStrategy.*set to "100%"$/);
  t.regex(does('recreate', shapes.daemonSet), /^not: a DaemonSet has no such roll-out/);
  for (const [updateStrategy, why] of [
    [{type: 'OnDelete'}, /^not: .*OnDelete/],
    [{rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}, /^not: .*maxSurge/],
    [{rollingUpdate: {maxUnavailable: '100%'}}, /^not: .*already/],
  ] as const) {
    const objects = [service('web'), workload('DaemonSet', [app], {spec: {updateStrategy}})];
    t.regex(does('max-unavailable-all', {objects}), why);
  }
  for (const name of ['max-unavailable-all', 'recreate']) {
    t.regex(does(name, shapes.statefulSet), /^not: a StatefulSet replaces its pods one after the other/);
    t.regex(does(name, shapes.plain), /^not: it has one replica/);
    const recreating = workload('Deployment', [app], {spec: {strategy: {type: 'Recreate'}}});
    t.regex(does(name, {objects: [service('web'), recreating]}), /^not: .*already/);
    const open = workload('Deployment', [app], {spec: {strategy: {rollingUpdate: {maxUnavailable: 3}}}});
    t.regex(does(name, {objects: [service('web'), open]}), /^not: .*already/);
  }
});

test('a hook is left out only where pods end while others serve', (t) => {
  const of = (kind: string, spec: NonNullable<unknown>, replicas = 3) =>
    does('no-graceful-stop', {objects: [service('web'), workload(kind, [app], {spec: {replicas, ...spec}})]});
  t.regex(of('Deployment', {}), /preStop left out/);
  t.regex(of('Deployment', {}, 1), /preStop left out/, 'the next one is ready before it ends');
  t.regex(of('StatefulSet', {}), /preStop left out/);
  t.regex(of('Deployment', {strategy: {type: 'Recreate'}}), /^not: its roll-out ends them all first/);
  t.regex(
    of('Deployment', {strategy: {rollingUpdate: {maxUnavailable: '100%'}}}),
    /^not: all its replicas may be away/,
  );
  t.regex(of('StatefulSet', {}, 1), /^not: all its replicas may be away/);
  t.regex(of('StatefulSet', {updateStrategy: {rollingUpdate: {partition: 3}}}), /^not: .*partition/);
  t.regex(of('DaemonSet', {updateStrategy: {type: 'OnDelete'}}), /^not: .*OnDelete/);
});
