import {messageOf} from '../system/errors.ts';
import type {Exec} from '../system/exec.ts';
import type {Cluster} from '../cluster/cluster.ts';
import {apiOddities, readApi} from './api-oddities.ts';
import {dockerOddities} from './docker-oddities.ts';
import {auditScript} from './node-scripts.ts';
import {isOddityKind, type Oddity} from './oddity.ts';

export interface AuditContext {
  readonly cluster: Pick<Cluster, 'name' | 'nodes' | 'api' | 'shell' | 'power'>;
  readonly exec: Exec;
  readonly signal: AbortSignal;
}

const nodeMs = 30_000;

/**
 * Looks at the bed through Docker, the API and each node, and lists all that a fresh bed would not show. `except` is a namespace still in
 * use, whose own objects are not looked at. A node that cannot be asked is odd itself; throws only when Docker or the API does not answer.
 */
export async function lookAround({cluster, exec, signal}: AuditContext, except?: string): Promise<readonly Oddity[]> {
  const [docker, api] = await Promise.all([dockerOddities(exec, cluster.name), readApi(cluster.api)]);
  const inside = await Promise.all(
    cluster.nodes
      .filter(({name}) => docker.running.includes(name))
      .map(async ({name, role}): Promise<readonly Oddity[]> => {
        try {
          const {stdout} = await cluster.shell.script(name, auditScript, [role], {timeoutMs: nodeMs, signal});
          return parseAudit(stdout, name);
        } catch (error) {
          signal.throwIfAborted();
          return [{kind: 'node-silent', on: name, what: messageOf(error)}];
        }
      }),
  );
  return [...docker.oddities, ...apiOddities(api, except), ...inside.flat()];
}

/** The lines that the audit of one node printed; a line of no kind is not one of its lines. */
export function parseAudit(text: string, on: string): readonly Oddity[] {
  return text.split('\n').flatMap((line) => {
    const [kind = '', ...what] = line.split('\t');
    return isOddityKind(kind) && what.length > 0 ? [{kind, on, what: what.join('\t')}] : [];
  });
}
