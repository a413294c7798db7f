import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {delimiter, join} from 'node:path';
import test from 'ava';
import type {NodeShell} from '../../../../src/cluster/cluster.ts';
import {nodeShell} from '../../../../src/cluster/kind/nodes/shell.ts';
import {endTaggedProcesses} from '../../../../src/cluster/tagged-processes.ts';
import {canConnect, inPodNetwork} from '../../../../src/cluster/pod-network.ts';
import {exec} from '../../../../src/system/exec.ts';
import {nodeStandIn} from './node-namespaces.ts';

test('what carries a tag is ended; a tag like it, and a container that gives itself ours, are not', async (t) => {
  const node = await nodeStandIn(t);
  const shell = node.shell as NodeShell;
  const tagged = (tag: string): string => `echo $$; export SEATRIAL_TAG=$'${tag}'; exec sleep 300`;
  const ours = await node.start(tagged('reader.1'));
  const like = await node.start(tagged('readerx1'));
  const longer = await node.start(tagged('reader.1\\nx'));
  const container = await node.start(tagged('reader.1'), 'container');
  const carries = 'until grep -qsz ^SEATRIAL_TAG= "/proc/$1/environ"; do :; done';
  for (const pid of [ours, like, longer, container]) await node.run(carries, pid);
  t.is(await endTaggedProcesses(shell, 'node', 'reader.1'), 1);
  const lives =
    'for pid in "$@"; do read -r _ _ state _ 2>/dev/null < "/proc/$pid/stat" && [[ $state != [ZX] ]] && echo "$pid"; done; true';
  t.is(await node.run(lives, ours, like, longer, container), [like, longer, container].join('\n'));
});

test('a tag that none of ours has is refused before anything is asked', async (t) => {
  const shell = nodeShell({
    exec: () => Promise.reject(new Error('Nothing was to be run')),
    openStream: () => {
      throw new Error('Nothing was to be opened');
    },
  });
  for (const tag of ['x\\|.', '', 'a b', 'a\nb']) {
    await t.throwsAsync(endTaggedProcesses(shell, 'node', tag), {
      code: 'process-tag',
      message: /^Expected a process tag of letters, digits, dots/,
    });
    t.throws(() => shell.stream('node', tag, '', () => undefined), {code: 'process-tag'});
  }
});

/** A node on which `crictl` knows pods, and entering a pod's network is nothing but being told which. */
async function withPods(
  pods: readonly {readonly id: string; readonly namespace: string; readonly name: string}[],
  use: (shell: NodeShell) => Promise<void>,
) {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-pods-'));
  try {
    const items = pods.map(({id, namespace, name}) => ({id, metadata: {name, namespace}, state: 'SANDBOX_READY'}));
    // As the real one does, it takes names for patterns.
    const list = `echo '${JSON.stringify({items})}'`;
    const ids = pods.map(({id, name}) => `[[ ! ${name} =~ \${8} ]] || echo ${id}`).join('\n');
    writeFileSync(
      join(folder, 'crictl'),
      `#!/bin/bash\nif [[ $1 == inspectp ]]; then echo "\${@: -1}"; elif [[ $* == *json* ]]; then ${list}; else ${ids}\nfi\n`,
      {mode: 0o755},
    );
    writeFileSync(join(folder, 'nsenter'), '#!/bin/bash\necho "in $2"\nshift 3\nexec "$@"\n', {mode: 0o755});
    const PATH = `${folder}${delimiter}${process.env['PATH'] ?? ''}`;
    const script: NodeShell['script'] = async (_node, text, args = [], options = {}) =>
      exec(['bash', '-c', 'eval "$(cat)"', 'seatrial', ...args], {...options, input: text, env: {PATH}});
    await use({script} as NodeShell);
  } finally {
    rmSync(folder, {recursive: true});
  }
}

const pods = [
  {id: '11', namespace: 'shop', name: 'webx1'},
  {id: '22', namespace: 'shopx', name: 'web.1'},
  {id: '33', namespace: 'shop', name: 'web.1'},
];

test("a pod's network is entered by its exact name, and no other's", async (t) => {
  await withPods(pods, async (shell) => {
    const where = {node: 'n', namespace: 'shop', pod: 'web.1'};
    t.is((await inPodNetwork(shell, where, 'echo "$1"', ['said'])).stdout, 'in 33\nsaid');
    for (const pod of ['web.2', '.*', '', 'w"]|"'])
      await t.throwsAsync(inPodNetwork(shell, {...where, pod}, 'true'), {code: 'no-pod'});
  });
});

test('an address is a word, whatever it holds', async (t) => {
  const proof = join(tmpdir(), `seatrial-address-${process.pid}`);
  t.teardown(() => rmSync(proof, {force: true}));
  await withPods(pods, async (shell) => {
    const where = {node: 'n', namespace: 'shop', pod: 'web.1'};
    t.false(await canConnect(shell, where, `127.0.0.1/1; touch ${proof}; #`, 1));
    t.false(await canConnect(shell, where, `127.0.0.1/$(touch ${proof})`, 1));
  });
  t.false(existsSync(proof));
});
