import test from 'ava';
import type {KubeObject} from '../../src/kubernetes/kube-object.ts';
import type {EventBody} from '../../src/history/events.ts';
import type {SampleRow} from '../../src/history/tables.ts';
import type {Finding} from '../../src/judge/finding.ts';
import {judge} from '../../src/judge/judge.ts';
import {found} from './expect.ts';
import {memoryTrial, type Changes} from './histories/memory.ts';
import {faultOf} from './histories/objects.ts';
import {loss, probed} from './histories/probes.ts';
import {podDelete} from './histories/scenes.ts';
import {podOf, type Pod, redis} from './histories/survival.ts';

const sampled = ['memory-headroom', 'memory-leak', 'throttling'] as const;
const resources = ['declared-resources', 'no-oom-kill', 'no-eviction', ...sampled, 'availability'] as const;

/** Samples whose control group belongs to nobody that is known. */
const unsampled = (isIt: (pod: Pod) => boolean): Changes => ({
  sample: (pod): Partial<SampleRow> => (isIt(pod) ? {podUid: 'nobody-knows'} : {}),
});

const holes = (findings: readonly Finding[]): readonly unknown[] =>
  findings
    .filter(({because}) => because === 'not-measured')
    .map(({check, of, pods: silent}) => [check, of?.name, of?.container, silent]);

test('a container of which no sample was taken is not measured, by each check that samples', (t) => {
  const changes = unsampled(({app}) => app === 'redis');
  for (const check of sampled)
    t.deepEqual(holes(found(check, changes)), [[check, 'redis', 'redis', ['redis-abc-9']]], check);
  const trial = judge(memoryTrial({...changes, checks: resources}));
  t.is(trial.verdict, 'inconclusive');
  t.regex(
    trial.findings.find(({because}) => because === 'not-measured')?.sentence ?? '',
    /no sample of its control group/,
  );
});

test('one replica of three without a sample is not measured, though the others are', (t) => {
  const changes = unsampled(({name}) => name === 'gateway-abc-3');
  for (const check of sampled) {
    const findings = found(check, changes);
    t.deepEqual(holes(findings), [[check, 'gateway', 'app', ['gateway-abc-3']]], check);
    t.true(findings.some(({of, because}) => of?.name === 'gateway' && because !== 'not-measured'));
  }
  t.is(judge(memoryTrial({...changes, checks: resources})).verdict, 'inconclusive');
});

/** A pod of another owner, or of none, that runs all the time and is never sampled. */
function another(ownerReferences: KubeObject['metadata']['ownerReferences'], containers: readonly string[]): Changes {
  const base = podOf({...redis, name: 'agent-x', uid: 'agent', app: 'agent'});
  if (base.kind !== 'object') throw new Error('A pod is an object');
  const {metadata, spec, status, ...rest} = base.object;
  const statuses = containers.map((name) => ({
    name,
    ready: true,
    restartCount: 0,
    containerID: `containerd://${name}`,
    state: {running: {startedAt: '2026-01-01T00:00:01Z'}},
  }));
  const {ownerReferences: _, ...own} = metadata;
  const object = {
    ...rest,
    metadata: {...own, ...(ownerReferences === undefined ? {} : {ownerReferences})},
    spec: {
      ...spec,
      initContainers: [{name: 'setup'}, ...containers.slice(1).map((name) => ({name, restartPolicy: 'Always'}))],
      containers: [{name: containers[0] ?? ''}],
    },
    status: {...status, containerStatuses: statuses.slice(0, 1), initContainerStatuses: statuses.slice(1)},
  } as unknown as KubeObject;
  return {also: [[9500, {kind: 'object', is: 'present', object}]]};
}

test('the population is every live container: of a DaemonSet, a bare pod, an injected sidecar, and no init container', (t) => {
  const daemon = another([{kind: 'DaemonSet', name: 'agent', uid: 'd', controller: true}], ['agent', 'injected']);
  t.deepEqual(holes(found('memory-headroom', daemon)), [
    ['memory-headroom', 'agent', 'injected', ['agent-x']],
    ['memory-headroom', 'agent', 'agent', ['agent-x']],
  ]);
  t.deepEqual(holes(found('memory-headroom', another(undefined, ['alone']))), [
    ['memory-headroom', 'agent-x', 'alone', ['agent-x']],
  ]);
});

test('a workload of which no pod was ever seen is not measured; one without replicas owes nothing', (t) => {
  const scaled = (replicas: number): Changes => {
    const spec = {replicas, template: {spec: {initContainers: [{name: 'setup'}], containers: [{name: 'mail'}]}}};
    const mailer = {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: {name: 'mailer'},
      spec,
    } as unknown as KubeObject;
    return {deploy: {objects: [mailer]}};
  };
  t.deepEqual(holes(found('memory-headroom', scaled(2))), [['memory-headroom', 'mailer', 'mail', undefined]]);
  t.deepEqual(holes(found('memory-headroom', scaled(0))), []);
});

test('a pod that ran for a moment at the surge, and one that ended before it, owe no sample', (t) => {
  const young = {...redis, name: 'redis-abc-8', uid: 'young'};
  const brief: Changes = {also: [[138_000, podOf(young)]]};
  t.deepEqual(holes(found('memory-headroom', brief)), []);
  const ended: Changes = {
    also: [
      [9500, podOf(young)],
      [20_000, podOf(young, {ended: true, ready: false, reason: 'Completed'})],
    ],
  };
  t.deepEqual(holes(found('memory-headroom', ended)), []);
});

test('a check of a step that says nothing leaves a hole, with the step in it', (t) => {
  // Its records of evictions are lost, but not its marks.
  const lost = {
    ...podDelete(),
    without: (body: EventBody) => body.kind === 'object' && body.object.kind === 'EndpointSlice',
  };
  const findings = found('outage-predicted', lost);
  t.true(findings.some(({check, step}) => check === 'outage-predicted/replaced' && step === 'delete'));
  const drain = {name: 'drain', what: 'node-drain'};
  const silent: Changes = {
    scene: {
      steps: [drain],
      events: [
        [65_000, faultOf('drain', 'marked', {fault: 'node-drain', targets: []})],
        [65_100, faultOf('drain', 'injected')],
        [66_000, faultOf('drain', 'proved')],
        [66_100, faultOf('drain', 'undone')],
      ],
    },
  };
  const [hole] = found('drain-ends', silent);
  t.like(hole, {check: 'drain-ends', step: 'drain', verdict: 'inconclusive', because: 'not-measured'});
  t.regex(hole?.sentence ?? '', /^Not measured: drain-ends of step drain\./);
});

test('a step that was not exercised leaves open what each check owes of it, for the reason that its receipt gives', (t) => {
  const partition = loss('hard');
  const events = [[61_000, faultOf('hard', 'not-exercised', {fault: 'pod-partition', why: 'no room'})]] as const;
  const changes = probed({...partition, scene: {steps: partition.scene?.steps ?? [], events}});
  for (const check of ['fails-fast', 'recovers', 'liveness-holds'] as const) {
    const [open] = found(check, changes).filter(({step}) => step === 'hard');
    t.like(open, {
      check,
      verdict: 'inconclusive',
      because: 'not-exercised',
      sentence: 'hard was not exercised: no room',
    });
  }
});

test('a check all of whose steps do not apply says so beside the verdict', (t) => {
  const partition = loss('soft');
  const why = 'the profile declares no soft dependency';
  const events = [[61_000, faultOf('soft', 'not-applicable', {fault: 'pod-partition', why})]] as const;
  const changes = probed({...partition, scene: {steps: partition.scene?.steps ?? [], events}});
  t.like(found('degrades', changes), [
    {verdict: 'pass', uncounted: 'not-applicable', sentence: `degrades does not apply: ${why}`},
  ]);
  const trial = judge(memoryTrial({...changes, checks: ['degrades', 'availability']}));
  t.is(trial.verdict, 'pass');
});

test('a wait that hit its bound leaves the trial undecided, though every check of the step is content', (t) => {
  const error = 'Waited 240 s for the condition fully-recovered; last seen: 2 of 3 replicas';
  const stuck = (failed: EventBody): Changes => ({...podDelete(), also: [[89_000, failed]], checks: ['availability']});
  const step = {kind: 'step', name: 'delete', is: 'failed'} as const;
  const trial = judge(memoryTrial(stuck({...step, facts: {error, timedOut: true}})));
  t.is(trial.verdict, 'inconclusive');
  t.deepEqual(trial.because, ['timed-out']);
  t.like(
    trial.findings.find(({check}) => check === 'waits'),
    {
      step: 'delete',
      verdict: 'inconclusive',
      because: 'timed-out',
      sentence: `delete did not come to its end: ${error}`,
    },
  );
  t.is(judge(memoryTrial(stuck({...step, is: 'ended'}))).verdict, 'pass');
});
