import test from 'ava';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {inTurns, turnOf} from '../../../src/subject/manifests/hooks.ts';
import {adapt} from '../../../src/subject/adapt/adapt.ts';
import {placement} from '../adapt/changes.ts';
import {service} from '../subject.ts';

const hook = (name: string, hooks: string, weight?: string): KubeObject => ({
  ...service(name),
  metadata: {
    name,
    annotations: {'helm.sh/hook': hooks, ...(weight === undefined ? {} : {'helm.sh/hook-weight': weight})},
  },
});

test('hooks of an installation come before or after all others, those of tests and deletions never', (t) => {
  const turns = [
    'pre-install',
    'pre-install,pre-upgrade',
    'post-install',
    'test',
    'test-success',
    'pre-delete',
    'post-upgrade',
  ].map((hooks) => turnOf(hook('a', hooks)));
  t.deepEqual(turns, ['before', 'before', 'after', 'never', 'never', 'never', 'never']);
  t.is(turnOf(service('a')), 'with');
});

test('hooks of one turn come by their weight', (t) => {
  const hooks = [
    hook('c', 'pre-install', '5'),
    hook('a', 'pre-install', '-5'),
    hook('b', 'pre-install'),
    hook('b2', 'pre-install', '0'),
  ];
  t.deepEqual(
    inTurns([...hooks, service('web')], 'before').map((those) => those.map(({metadata}) => metadata.name)),
    [['a'], ['b', 'b2'], ['c']],
  );
});

test('what is never applied is left out, and told', (t) => {
  const {objects, deviations} = adapt([service('web'), hook('web-test', 'test')], placement);
  t.is(objects.length, 1);
  t.like(deviations[0], {what: 'left out: a hook of Helm for test', of: {kind: 'Service', name: 'web-test'}});
});
