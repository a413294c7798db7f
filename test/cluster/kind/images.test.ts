import test from 'ava';
import {fullName, loadImages} from '../../../src/cluster/kind/images.ts';
import type {NodeShell} from '../../../src/cluster/cluster.ts';
import {HarnessError} from '../../../src/system/errors.ts';
import {fakeExec} from '../fake-exec.ts';

test('names are completed as containerd keeps them', (t) => {
  t.is(fullName('redis'), 'docker.io/library/redis:latest');
  t.is(fullName('seatrial/shop-app:dev'), 'docker.io/seatrial/shop-app:dev');
  t.is(fullName('registry.example:5000/a/b'), 'registry.example:5000/a/b:latest');
  t.is(fullName('localhost/a:1'), 'localhost/a:1');
});

const noShell = {} as NodeShell;

test('images that the engine does not have are all named', async (t) => {
  const {exec} = fakeExec((command) => (command.endsWith('there:1') ? 'sha256:1' : {fails: 'No such image'}));
  const loading = loadImages({exec, shell: noShell, kubeconfig: '/nowhere/kubeconfig', nodes: []}, [
    'there:1',
    'gone:1',
    'lost:2',
  ]);
  const error = await t.throwsAsync(loading, {instanceOf: HarnessError, code: 'no-image'});
  t.regex(error.message, /gone:1, lost:2/);
});

test('an image that every node has by the same ID is not sent again', async (t) => {
  const {exec, asked} = fakeExec(() => 'sha256:1');
  const listing = JSON.stringify({images: [{id: 'sha256:1', repoTags: ['docker.io/library/app:1']}]});
  const shell: NodeShell = {
    ...noShell,
    run: async () => Promise.resolve({stdout: listing, stderr: '', exitCode: 0, durationMs: 1}),
  };
  t.deepEqual(await loadImages({exec, shell, kubeconfig: '/nowhere/kubeconfig', nodes: [{name: 'a'}]}, ['app:1']), []);
  t.false(asked.some((command) => command.includes('save')));
});
