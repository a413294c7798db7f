import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import type {Api} from '../../../src/cluster/cluster.ts';
import type {Definitions} from '../../../src/subject/fields/fields.ts';
import {keepDefinitions, keptDefinitions} from '../../../src/subject/fields/kept.ts';
import {refuseUnknownFields} from '../../../src/subject/fields/refuse.ts';
import {openInputs} from '../../../src/subject/inputs/inputs.ts';
import {readManifests} from '../../../src/subject/manifests/manifests.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {folderWith, without} from '../folders.ts';

const definitions: Definitions = {
  version: 'v1.34.4',
  kinds: {'v1 Service': 'Service', 'apps/v1 Deployment': 'Deployment'},
  types: {
    Service: {
      type: 'object',
      properties: {
        apiVersion: {type: 'string'},
        kind: {type: 'string'},
        metadata: {type: 'object'},
        spec: {type: 'object', properties: {selector: {type: 'object'}, clusterIP: {type: 'string'}}},
      },
    },
  },
};

test('a misspelt field and a version that is gone are told with their places, all at once', async (t) => {
  const folder = await folderWith(t, {
    'a.yaml':
      'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selektor: {app: web}\n---\napiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: {name: web}\n---\napiVersion: example.com/v1\nkind: Thing\nmetadata: {name: a}\nanything: 1\n',
  });
  const manifests = await readManifests([join(folder, 'a.yaml')], {
    exec: async () => Promise.reject(new Error('nothing was to be run')),
    kubectl: async () => Promise.resolve('kubectl'),
    helm: async () => Promise.resolve('helm'),
    inputs: await openInputs(join(folder, 'seatrial.yaml')),
  });
  const error = t.throws(() => refuseUnknownFields(manifests, definitions), {instanceOf: UsageError});
  t.deepEqual(without(folder, error?.message ?? '').split('\n'), [
    'The API server would refuse 2 things in the manifests:',
    'a.yaml:5:3: Service web: spec.selektor is no field that Kubernetes has; did you mean selector?',
    'a.yaml:7:1: Deployment web: Kubernetes v1.34.4 does not serve extensions/v1beta1; use apps/v1',
  ]);
  const good = manifests.filter(({object}) => object.kind === 'Thing');
  t.notThrows(() => refuseUnknownFields(good, definitions));
});

/** An API server that tells its types. */
const api = (body: string, code = 200): Pick<Api, 'raw'> => ({raw: async () => Promise.resolve({code, body})});
const document = JSON.stringify({
  info: {version: 'v1.34.4'},
  definitions: {
    'io.k8s.Pod': {
      type: 'object',
      properties: {kind: {type: 'string'}},
      'x-kubernetes-group-version-kind': [{group: '', version: 'v1', kind: 'Pod'}],
    },
  },
});

test('the types of the first cluster are kept for readings without one; of another minor version, or none, nothing is', async (t) => {
  const cache = mkdtempSync(join(tmpdir(), 'seatrial-cache-'));
  t.teardown(() => rmSync(cache, {recursive: true}));
  t.is(await keptDefinitions(cache), undefined);
  await keepDefinitions(api(document), cache, 'v1.33.0');
  await keepDefinitions(api('{}'), cache, 'v1.34.4');
  await keepDefinitions(api('', 503), cache, 'v1.34.4');
  t.deepEqual(readdirSync(cache), []);
  await keepDefinitions(api(document), cache, 'v1.34.4');
  t.like(await keptDefinitions(cache), {version: 'v1.34.4', kinds: {'v1 Pod': 'io.k8s.Pod'}});
  await keepDefinitions(api('no more is asked'), cache, 'v1.34.4');
  t.is(readdirSync(cache).length, 1);
});

test('a folder that is not there holds nothing', async (t) => {
  t.is(await keptDefinitions('/nonexistent/cache'), undefined);
});
