import {readFile, stat} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {parseAllDocuments} from 'yaml';
import {redactor} from '../../src/history/secrets/redact.ts';
import {hashOf, writeStated} from '../../src/run/stated.ts';
import {folderWith} from '../subject/folders.ts';
import {deployment, manifestsOf} from '../subject/subject.ts';

const secret = (password: string) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {name: 'db'},
  stringData: {password, user: 'shop'},
});
const password = 'k7Qz-93hFa-Lw2xB';
const web = deployment('web', {
  pod: {containers: [{name: 'app', image: 'a', args: [`--password=${password}`, '--port=80']}]},
});

test('the objects are in the folder as they were read, for their owner alone, and no secret with them', async (t) => {
  const folder = await folderWith(t, {});
  const manifests = manifestsOf([secret(password), web]);
  await writeStated(folder, manifests, redactor({objects: manifests.map(({object}) => object)}));
  const file = join(folder, 'manifests.yaml');
  const text = await readFile(file, 'utf8');
  t.false(text.includes(password));
  t.is((await stat(file)).mode & 0o777, 0o600);
  const [first, second] = parseAllDocuments(text).map((it) => it.toJS() as Record<string, unknown>);
  t.deepEqual(first?.['stringData'], {password: '[redacted]', user: '[redacted]'});
  t.like(second, {
    kind: 'Deployment',
    spec: {template: {spec: {containers: [{args: ['--password=[redacted]', '--port=80']}]}}},
  });
});

test('the hash is that of all of it, values of Secrets included', (t) => {
  const one = hashOf(manifestsOf([secret(password), web]));
  t.is(hashOf(manifestsOf([secret(password), web])), one);
  t.not(hashOf(manifestsOf([secret('another'), web])), one);
});
