import test from 'ava';
import {nodeShell} from '../../../../src/cluster/kind/nodes/shell.ts';
import {endTaggedProcesses} from '../../../../src/cluster/tagged-processes.ts';
import type {OpenStream, Stream} from '../../../../src/system/stream.ts';
import {fakeExec} from '../../fake-exec.ts';

const noStream: OpenStream = () => {
  throw new Error('No stream was expected');
};

test('a script goes in over stdin, its arguments as words, within a bound', async (t) => {
  const options: {input?: string; timeoutMs?: number}[] = [];
  const {exec, asked} = fakeExec((_command, given) => {
    options.push(given);
    return 'said';
  });
  const {stdout} = await nodeShell({exec, openStream: noStream}).script('node-1', 'echo "$1"', ['a b']);
  t.is(stdout, 'said');
  t.regex(asked[0] ?? '', /^docker exec -i node-1 bash -c .* a b$/);
  t.like(options[0], {input: 'echo "$1"', timeoutMs: 60_000});
});

test('a stream is ended on the node first, then here', async (t) => {
  const order: string[] = [];
  const {exec} = fakeExec((command, {input}) => {
    order.push(input?.includes('environ') === true && command.endsWith(' tag-1') ? 'ended on the node' : command);
    return '2';
  });
  const openStream: OpenStream = (argv): Stream => {
    order.push(argv.includes('SEATRIAL_TAG=tag-1') ? 'opened with its tag' : argv.join(' '));
    return {
      pid: 1,
      done: Promise.resolve({exitCode: 0, stderr: ''}),
      write: () => undefined,
      async [Symbol.asyncDispose]() {
        order.push('ended here');
        return Promise.resolve();
      },
    };
  };
  {
    await using stream = nodeShell({exec, openStream}).stream('node-1', 'tag-1', 'echo', () => undefined);
    await stream.done;
  }
  t.deepEqual(order, ['opened with its tag', 'ended on the node', 'ended here']);
});

test('another process can end what carries a tag, and is told how much there was', async (t) => {
  const {exec} = fakeExec(() => '3');
  t.is(await endTaggedProcesses(nodeShell({exec, openStream: noStream}), 'node-1', 'tag-1'), 3);
});
