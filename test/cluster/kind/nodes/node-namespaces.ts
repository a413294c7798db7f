import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import type {ExecutionContext} from 'ava';
import type {NodeShell} from '../../../../src/cluster/cluster.ts';
import {exec} from '../../../../src/system/exec.ts';

/**
 * A stand-in for a node: namespaces of its own, in which the real scripts run with the machine's own programs and see
 * nothing but the test's.
 */
export interface NodeStandIn {
  /** Runs a script in it as `NodeShell` does; resolves with what it printed. */
  run(script: string, ...args: readonly string[]): Promise<string>;
  /**
   * Starts a process in it, in a mount namespace of its own when it stands for a container; resolves with its number
   * when it has said `ready`.
   */
  start(script: string, as?: 'ours' | 'container'): Promise<string>;
  /** The shell of the only node. */
  readonly shell: Pick<NodeShell, 'script'>;
}

/** Starts one for a test; everything in it ends with the test. */
export async function nodeStandIn(t: ExecutionContext): Promise<NodeStandIn> {
  const flags = ['--map-root-user', '--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child'];
  const outer = spawn('unshare', [...flags, 'bash', '-c', 'echo ready; exec sleep infinity'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => outer.kill('SIGKILL'));
  await once(outer.stdout, 'data');
  const first = readFileSync(`/proc/${outer.pid}/task/${outer.pid}/children`, 'utf8').trim();
  const enter = ['nsenter', '--target', first, '--user', '--preserve-credentials', '--net', '--mount', '--pid'];
  const argv = [...enter, 'bash', '-c', 'eval "$(cat)"', 'seatrial'];
  const script: NodeShell['script'] = async (_node, text, args = [], options = {}) =>
    exec([...argv, ...args], {...options, input: text});
  return {
    shell: {script},
    run: async (text, ...args) => (await script('node', text, args, {timeoutMs: 120_000})).stdout,
    async start(text, as = 'ours') {
      const child = spawn(
        enter[0] ?? '',
        [...enter.slice(1), ...(as === 'ours' ? [] : ['unshare', '--mount']), 'bash', '-c', text],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      t.teardown(() => child.kill('SIGKILL'));
      const [said] = (await once(child.stdout, 'data')) as [Buffer];
      return String(said).trim();
    },
  };
}
