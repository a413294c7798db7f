import test from 'ava';
import {loadImages, nodeImages} from '../../../src/cluster/kind/images.ts';
import type {NodeShell} from '../../../src/cluster/cluster.ts';
import {HarnessError} from '../../../src/system/errors.ts';
import {fakeExec} from '../fake-exec.ts';

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

test('what the engine has can be brought', async (t) => {
  const {exec} = fakeExec((command) => (command.endsWith('there:1') ? 'sha256:1' : {fails: 'No such image'}));
  const images = nodeImages({exec, shell: noShell, kubeconfig: '/nowhere/kubeconfig', nodes: []});
  t.true(await images.has('there:1'));
  t.false(await images.has('gone:1'));
});
