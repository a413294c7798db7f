import type {Exec} from '../../system/exec.ts';
import type {Guards, NodeShell} from '../cluster.ts';
import {readHostGuard} from './host-guard.ts';
import {readGuards} from './nodes/guards.ts';

/** The guards of a kind cluster, on its nodes and on the host's side; `image` as for the host's side. */
export function guardsOf(
  cluster: string,
  {exec, shell, image}: {readonly exec: Exec; readonly shell: NodeShell; readonly image: string | undefined},
): Guards {
  return {
    inside: async (node) => readGuards(shell, node),
    outside: async () => readHostGuard(exec, {cluster, image}),
  };
}
