import test from 'ava';
import {at} from '../../../src/subject/manifests/places.ts';
import {deployment} from '../subject.ts';
import {changes, container} from './changes.ts';

test(
  'pull policy Always of a loaded image',
  changes,
  deployment('web', {app: {imagePullPolicy: 'Always'}}),
  [...container, 'imagePullPolicy'],
  'IfNotPresent',
  {
    of: {kind: 'Deployment', name: 'web', namespace: 'trial', container: 'app'},
    from: 'Always',
    to: 'IfNotPresent',
  },
);
test(
  'latest means Always',
  changes,
  deployment('web', {app: {image: 'web:latest'}}),
  [...container, 'imagePullPolicy'],
  'IfNotPresent',
  {
    from: 'Always',
  },
);
test(
  'pull policy of an image that was not loaded',
  changes,
  deployment('db', {app: {imagePullPolicy: 'Always'}}),
  [...container, 'imagePullPolicy'],
  'Always',
  undefined,
);
test(
  'pull policy Never',
  changes,
  deployment('web', {app: {imagePullPolicy: 'Never'}}),
  [...container, 'imagePullPolicy'],
  'Never',
  undefined,
);

test(
  'a node selector of a pool that is not here',
  changes,
  deployment('web', {pod: {nodeSelector: {pool: 'gpu'}}}),
  ['spec', 'template', 'spec', 'nodeSelector'],
  undefined,
  {from: {pool: 'gpu'}},
);
test(
  'a node selector that a worker meets',
  changes,
  deployment('web', {pod: {nodeSelector: {'kubernetes.io/os': 'linux'}}}),
  ['spec', 'template', 'spec', 'nodeSelector'],
  {'kubernetes.io/os': 'linux'},
  undefined,
);
const affinity = (values: readonly string[]) =>
  deployment('web', {
    pod: {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{matchExpressions: [{key: 'topology.kubernetes.io/zone', operator: 'In', values}]}],
          },
        },
      },
    },
  });
const requiredPath = [
  'spec',
  'template',
  'spec',
  'affinity',
  'nodeAffinity',
  'requiredDuringSchedulingIgnoredDuringExecution',
];
test('a required affinity to zones that are not here', changes, affinity(['eu-1']), requiredPath, undefined, {
  what: 'required node affinity removed: no worker here meets it',
});
test(
  'a required affinity that a worker meets',
  changes,
  affinity(['eu-1', 'a']),
  requiredPath.slice(0, 3),
  at(affinity(['eu-1', 'a']), requiredPath.slice(0, 3)),
  undefined,
);
