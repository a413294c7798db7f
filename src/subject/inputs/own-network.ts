import {existsSync} from 'node:fs';
import type {Exec} from '../../system/exec.ts';

const unshare = '/usr/bin/unshare';

/**
 * What to put before a command so that it runs in a network of its own, in which there is nothing, not even this
 * machine's loopback. Nothing where that cannot be had: beside Linux, and where neither root nor a user namespace may
 * make one.
 */
export async function ownNetwork(exec: Exec): Promise<readonly string[]> {
  if (!existsSync(unshare)) return [];
  const argv = process.getuid?.() === 0 ? [unshare, '--net'] : [unshare, '--user', '--map-current-user', '--net'];
  const tried = await exec([...argv, 'true'], {allowFailure: true, timeoutMs: 10_000}).catch(() => undefined);
  return tried?.exitCode === 0 ? argv : [];
}

/**
 * An environment in which kubectl and Helm reach nothing, should they fetch what was not seen: no git, no protocol of it, and a
 * proxy that nobody is. This machine's own addresses they would reach without a proxy: for them they have a network of their
 * own, where that can be had.
 */
export const unreachable = {
  PATH: '/nonexistent',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_TERMINAL_PROMPT: '0',
  ...Object.fromEntries(
    ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((name) =>
      [name, name.toLowerCase()].map((it) => [it, 'http://127.0.0.1:1']),
    ),
  ),
  NO_PROXY: '',
  no_proxy: '',
};
