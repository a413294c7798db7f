import {join} from 'node:path';
import test from 'ava';
import {openInputs} from '../../../src/subject/inputs/inputs.ts';
import {readManifests} from '../../../src/subject/manifests/manifests.ts';
import {folderWith} from '../folders.ts';
import {configMap, refusal} from './refusal.ts';

/** Entries that kubectl fetches, wherever they stand. */
const remote = [
  'http://127.0.0.1:1/x.yaml',
  'HTTPS://example.com/x.yaml',
  'https://github.com/a/b//c?ref=main',
  'git::https://example.com/a/b',
  'git::/srv/repo',
  'git@github.com:a/b',
  'ssh://git@example.com/a/b',
  'file:///srv/repo',
  'gh:a/b',
  'github.com/a/b',
  'GitHub.com/a/b?ref=v1',
  'org-1@github.example:a/b',
  'example.com/a/b',
  'gitlab.com/a/b.git',
  'bitbucket.org/a/b',
  'dev.azure.com/a/_git/b',
  'a/b?ref=main',
];

for (const entry of remote) {
  test(`refused before kubectl is started: ${entry}`, async (t) => {
    t.is(
      await refusal(t, {'kustomization.yaml': `resources:\n  - ${JSON.stringify(entry)}\n`}),
      `kustomization.yaml:2:5: expected a file or folder of the subject, got ${entry}, which kubectl would fetch`,
    );
  });
}

test('a folder that is really called like a host is read, one called like a forge is not', async (t) => {
  const files = {'example.com/a/kustomization.yaml': 'resources: [a.yaml]', 'example.com/a/a.yaml': configMap};
  const folder = await folderWith(t, {'kustomization.yaml': 'resources: [example.com/a]', ...files});
  const inputs = await openInputs(join(folder, 'seatrial.yaml'));
  const answers = async () => Promise.resolve({stdout: configMap, stderr: '', exitCode: 0, durationMs: 1});
  t.is(
    (
      await readManifests([folder], {
        exec: answers,
        kubectl: async () => Promise.resolve('kubectl'),
        helm: async () => Promise.resolve('helm'),
        inputs,
      })
    ).length,
    1,
  );
  t.regex(
    await refusal(t, {'kustomization.yaml': 'resources: [github.com/a]', 'github.com/a/kustomization.yaml': ''}),
    /which kubectl would fetch$/,
  );
});
