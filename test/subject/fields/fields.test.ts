import test from 'ava';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {definitionsIn} from '../../../src/subject/fields/definitions.ts';
import {fieldProblems} from '../../../src/subject/fields/fields.ts';

/** As an API server writes it, with what a Deployment needs. */
const document = JSON.stringify({
  swagger: '2.0',
  info: {title: 'Kubernetes', version: 'v1.34.4'},
  definitions: {
    'io.k8s.api.apps.v1.Deployment': {
      description: 'x',
      type: 'object',
      properties: {
        apiVersion: {type: 'string'},
        kind: {type: 'string'},
        metadata: {$ref: '#/definitions/io.k8s.Meta'},
        spec: {
          type: 'object',
          properties: {
            replicas: {type: 'integer', format: 'int32'},
            paused: {type: 'boolean'},
            containers: {type: 'array', items: {$ref: '#/definitions/io.k8s.Container'}},
            maxSurge: {$ref: '#/definitions/io.k8s.apimachinery.pkg.util.intstr.IntOrString'},
            raw: {type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: {}},
          },
        },
      },
      'x-kubernetes-group-version-kind': [{group: 'apps', version: 'v1', kind: 'Deployment'}],
    },
    'io.k8s.Meta': {
      type: 'object',
      properties: {name: {type: 'string'}, labels: {type: 'object', additionalProperties: {type: 'string'}}},
    },
    'io.k8s.Container': {
      type: 'object',
      properties: {
        name: {type: 'string'},
        readinessProbe: {type: 'object'},
        limits: {
          type: 'object',
          additionalProperties: {$ref: '#/definitions/io.k8s.apimachinery.pkg.api.resource.Quantity'},
        },
      },
    },
    'io.k8s.apimachinery.pkg.util.intstr.IntOrString': {type: 'string', format: 'int-or-string'},
    'io.k8s.apimachinery.pkg.api.resource.Quantity': {type: 'string'},
    'io.k8s.DeleteOptions': {
      type: 'object',
      'x-kubernetes-group-version-kind': [
        {group: '', version: 'v1', kind: 'DeleteOptions'},
        {group: 'apps', version: 'v1', kind: 'DeleteOptions'},
      ],
    },
  },
});
const definitions = definitionsIn(document);
if (definitions === undefined) throw new Error('no definitions');

const problems = (spec: object, metadata: object = {name: 'web'}): readonly string[] =>
  fieldProblems({apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec} as unknown as KubeObject, definitions).map(
    ({text}) => text,
  );

test('an object as the API has it has no problem, nor has null, nor what may be anything', (t) => {
  const spec = {
    replicas: 3,
    paused: null,
    maxSurge: '25%',
    raw: {a: {b: 1}},
    containers: [{name: 'web', limits: {cpu: 1, memory: '64Mi'}}],
  };
  t.deepEqual(problems(spec, {name: 'web', labels: {a: 'b'}}), []);
  t.deepEqual(problems({maxSurge: 1}), []);
});

test('a field that is misspelt is told with the one that was meant', (t) => {
  t.deepEqual(problems({containers: [{name: 'web', readynessProbe: {}}]}), [
    'spec.containers[0].readynessProbe is no field that Kubernetes has; did you mean readinessProbe?',
  ]);
  t.deepEqual(problems({whatever: 1}), ['spec.whatever is no field that Kubernetes has']);
});

test('values of another type are told, with what was got', (t) => {
  t.deepEqual(
    problems({replicas: '3', paused: 'yes', containers: {name: 'web'}, maxSurge: []}, {name: 'web', labels: {a: 1}}),
    [
      'expected metadata.labels.a to be a text, got 1; write it in quotes',
      'expected spec.replicas to be a whole number, got "3"',
      'expected spec.paused to be true or false, got "yes"',
      'expected spec.containers to be a list, got a map',
      'expected spec.maxSurge to be a text or a number, got a list',
    ],
  );
});

test('kinds that are not in the document are not checked, options of calls are no kinds', (t) => {
  t.deepEqual(
    fieldProblems({apiVersion: 'example.com/v1', kind: 'Thing', metadata: {name: 'a'}, spec: {a: 1}}, definitions),
    [],
  );
  t.deepEqual(Object.keys(definitions.kinds), ['apps/v1 Deployment']);
});

test('another text is no document', (t) => t.is(definitionsIn('{"swagger": "2.0"}'), undefined));
