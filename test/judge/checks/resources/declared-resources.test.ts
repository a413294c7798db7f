import test from 'ava';
import type {EventBody} from '../../../../src/history/events.ts';
import type {Finding} from '../../../../src/judge/finding.ts';
import type {Json, KubeObject} from '../../../../src/kubernetes/kube-object.ts';
import {found, neverPassesWithout, worst} from '../../expect.ts';
import type {Changes} from '../../histories/memory.ts';
import {containerOf, victim, workloadOf} from '../../histories/survival.ts';

const all = containerOf(victim) as {readonly resources: {readonly requests: object; readonly limits: object}};
const with_ = (resources: object | undefined): Json => ({...all, resources}) as unknown as Json;
const noCpuLimit = with_({requests: all.resources.requests, limits: {memory: '128Mi'}});

/** The gateway's template, and its live pods as they were admitted. */
function admitted(template: Json, live: (spec: NonNullable<KubeObject['spec']>) => object = (spec) => spec): Changes {
  return {
    deploy: {objects: [workloadOf('gateway', {}, {containers: [template]})]},
    rewrite: (body): EventBody =>
      body.kind === 'object' && body.object.metadata.name.startsWith('gateway-abc')
        ? {...body, object: {...body.object, spec: live(body.object.spec ?? {}) as NonNullable<KubeObject['spec']>}}
        : body,
  };
}

const ofGateway = (changes: Changes): readonly Finding[] =>
  found('declared-resources', changes).filter(({of}) => of?.name === 'gateway');
const counted = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({uncounted}) => uncounted === undefined);

test('declared-resources: nothing, and a killed run, are not judged', (t) =>
  neverPassesWithout(t, 'declared-resources'));

test('what a LimitRange gave every live pod is declared, though the template says nothing', (t) => {
  const findings = ofGateway(admitted(with_(undefined)));
  t.is(worst(counted(findings)), 'pass');
  t.regex(findings[0]?.details?.[0] ?? '', /Not by its own manifest: requests\.cpu, requests\.memory, limits\.memory/);
});

test('what a webhook injected without limits fails, and no fix is placed where it is not declared', (t) => {
  const proxy = {name: 'mesh-proxy', image: 'envoy'};
  const injected = admitted(with_(all.resources), (spec) => ({
    ...spec,
    containers: [proxy, ...(spec['containers'] as readonly object[])],
  }));
  const [fail, ...others] = counted(ofGateway(injected)).filter(({verdict}) => verdict === 'fail');
  t.deepEqual(others, []);
  t.is(fail?.of?.container, 'mesh-proxy');
  t.regex(fail?.sentence ?? '', /mesh-proxy \(injected\) is admitted without .*: it has no limit at all/);
  t.is(fail?.fix, undefined);
});

test('what the whole pod declares bounds each of its containers', (t) => {
  const bare = with_(undefined);
  const ofPod = admitted(bare, (spec) => ({...spec, containers: [bare], resources: all.resources}));
  t.is(worst(counted(ofGateway(ofPod))), 'pass');
  const without = admitted(bare, (spec) => ({...spec, containers: [bare]}));
  t.is(worst(counted(ofGateway(without))), 'fail');
});

test('one live pod of three without a limit fails, though the template has it', (t) => {
  let number = 0;
  const changes = admitted(with_(all.resources), (spec) => {
    number += 1;
    return number === 1 ? {...spec, containers: [with_({requests: all.resources.requests})]} : spec;
  });
  t.is(worst(counted(ofGateway(changes))), 'fail');
});

test('a missing CPU limit beside requests and a memory limit is advice, and counts where the profile requires one', (t) => {
  const changes = admitted(noCpuLimit, (spec) => ({...spec, containers: [noCpuLimit]}));
  const [main, advice] = ofGateway(changes);
  t.like(main, {check: 'declared-resources', verdict: 'pass', uncounted: undefined});
  t.like(advice, {check: 'declared-resources/cpu-limit', verdict: 'fail', uncounted: 'reported-only', fix: undefined});
  const required = ofGateway({...changes, subject: {policy: {cpuLimit: 'required'}}});
  t.is(worst(counted(required)), 'fail');
  t.true(required.some(({check, fix}) => check === 'declared-resources/cpu-limit' && fix !== undefined));
});

test('a container without any limit fails, whatever the policy', (t) => {
  const none = with_({requests: all.resources.requests});
  const findings = counted(ofGateway(admitted(none, (spec) => ({...spec, containers: [none]}))));
  t.deepEqual(
    findings.map(({check, verdict}) => [check, verdict]),
    [['declared-resources', 'fail']],
  );
  t.regex(findings[0]?.sentence ?? '', /without limits\.memory: it has no limit at all/);
});
