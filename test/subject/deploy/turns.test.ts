import test from 'ava';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {fakeApi} from '../fake-api.ts';
import {complete, deploy, node, subject} from './deploying.ts';

const definition: KubeObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {name: 'things.example.com'},
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: {kind: 'Thing', plural: 'things'},
    versions: [{name: 'v1', served: true, storage: true}],
  },
};
const thing: KubeObject = {apiVersion: 'example.com/v1', kind: 'Thing', metadata: {name: 'one'}};

test('a definition is applied first, its objects are tried when it is served, and applied before workloads', async (t) => {
  const fake = fakeApi({here: [node], see: complete});
  const facts = await deploy(fake, [...subject, thing, definition]);
  const at = (call: string): number => fake.calls.indexOf(call);
  t.true(
    at('dry-run CustomResourceDefinition/things.example.com') < at('apply CustomResourceDefinition/things.example.com'),
  );
  t.true(at('apply CustomResourceDefinition/things.example.com') < at('dry-run Thing/one'));
  t.true(at('dry-run Thing/one') < at('apply Thing/one'));
  t.true(at('apply Thing/one') < at('apply Deployment/web'));
  t.true(facts.objects.some(({kind}) => kind === 'Thing'));
});

test('an object of a kind that nobody defines is left out, and told', async (t) => {
  const fake = fakeApi({here: [node], see: complete});
  const facts = await deploy(fake, [...subject, thing]);
  t.like(facts.deviations[0], {what: 'skipped: this cluster does not know the kind', of: {kind: 'Thing', name: 'one'}});
});

test('a version of Kubernetes itself that is not served any more is told with the one to use, and nothing is made', async (t) => {
  const fake = fakeApi({here: [node]});
  const old: KubeObject = {apiVersion: 'extensions/v1beta1', kind: 'Deployment', metadata: {name: 'old'}};
  const error = await t.throwsAsync(deploy(fake, [...subject, old]), {instanceOf: UsageError});
  t.is(
    error?.message,
    'The cluster does not know a manifest:\nDeployment-old.yaml:1:1: Deployment old: this cluster (v1.34.4) does not serve extensions/v1beta1; use apps/v1',
  );
  t.deepEqual(fake.calls, []);
});

const hook = (name: string, hooks: string): KubeObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: {name, annotations: {'helm.sh/hook': hooks}},
  spec: {template: {spec: {containers: [{name: 'a', image: 'a:1'}]}}},
});
const ended =
  (type: 'Complete' | 'Failed') =>
  (object: KubeObject): KubeObject =>
    object.kind === 'Job'
      ? {...object, status: {conditions: [{type, status: 'True', message: 'it ran out of tries'}]}}
      : complete(object);

test('hooks of an installation run in their turn, and the others wait for them', async (t) => {
  const fake = fakeApi({here: [node], see: ended('Complete')});
  await deploy(fake, [hook('last', 'post-install'), ...subject, hook('first', 'pre-install'), hook('check', 'test')]);
  const applied = fake.calls.filter((call) => /^apply (Job|Deployment)/.test(call));
  t.deepEqual(applied, ['apply Job/first', 'apply Deployment/web', 'apply Job/last']);
});

test('a hook that fails ends the deployment with what it says, before anything that comes after it', async (t) => {
  const fake = fakeApi({here: [node], see: ended('Failed')});
  const error = await t.throwsAsync(deploy(fake, [...subject, hook('first', 'pre-install')]), {instanceOf: UsageError});
  t.regex(error?.message ?? '', /The Job first that comes before the others failed: it ran out of tries/);
  t.false(fake.calls.includes('apply Deployment/web'));
});

test('a hook that does not end is not waited for without end', async (t) => {
  const fake = fakeApi({here: [node], see: complete});
  const error = await t.throwsAsync(deploy(fake, [...subject, hook('first', 'pre-install')]), {instanceOf: UsageError});
  t.regex(error?.message ?? '', /did not end within 5 minutes/);
});

test('the server’s words are placed at the field that they name', async (t) => {
  const web = subject[0] as KubeObject;
  const refuse = (object: KubeObject): string | undefined =>
    object.kind === 'Deployment'
      ? 'Deployment.apps "web" is invalid: spec.template.spec.containers[0].name: Invalid value: "X"'
      : undefined;
  const error = await t.throwsAsync(deploy(fakeApi({here: [node], refuse}), [web, ...subject.slice(1)]), {
    instanceOf: UsageError,
  });
  t.regex(error?.message ?? '', /^Deployment-web\.yaml:1:1: Deployment web: .*Invalid value/m);
});
