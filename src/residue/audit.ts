import {HarnessError, messageOf} from '../system/errors.ts';
import type {Cluster, NodeHost} from '../cluster/cluster.ts';
import {apiLeftovers, readApi} from './api.ts';
import {hostLeftovers} from './hosts.ts';
import {auditScript} from './node-scripts.ts';
import {isLeftoverKind, type Leftover} from './leftover.ts';

export interface AuditContext {
  readonly cluster: Pick<Cluster, 'name' | 'nodes' | 'api' | 'shell' | 'power' | 'guards'>;
  readonly signal: AbortSignal;
}

const nodeMs = 30_000;

/**
 * Looks at a cluster through the engine that runs the nodes, the API and each node, and lists all that a fresh one would
 * not show. `except` is a namespace still in use, whose own objects are not looked at. A node that cannot be asked is
 * listed itself; throws only when the engine or the API does not answer.
 */
export async function lookAround({cluster, signal}: AuditContext, except?: string): Promise<readonly Leftover[]> {
  const {hosts, leftovers} = await outside({cluster}, except);
  const inside = await Promise.all(
    cluster.nodes
      .filter(({name}) => hosts.some(({node, state}) => node === name && state === 'running'))
      .map(async ({name, role}): Promise<readonly Leftover[]> => {
        try {
          const {stdout} = await cluster.shell.script(name, auditScript, [role], {timeoutMs: nodeMs, signal});
          return parseAudit(stdout, name);
        } catch (error) {
          signal.throwIfAborted();
          return [{kind: 'node-silent', on: name, what: messageOf(error)}];
        }
      }),
  );
  return [...leftovers, ...inside.flat()];
}

/**
 * What the engine and the API tell of it, without a look into the nodes, which takes a quarter of a second of processor
 * time on each: for whoever waits until a cluster is as before.
 */
export async function lookOutside(
  {cluster}: Pick<AuditContext, 'cluster'>,
  except?: string,
): Promise<readonly Leftover[]> {
  return (await outside({cluster}, except)).leftovers;
}

async function outside(
  {cluster}: Pick<AuditContext, 'cluster'>,
  except: string | undefined,
): Promise<{readonly hosts: readonly NodeHost[]; readonly leftovers: readonly Leftover[]}> {
  const [hosts, api] = await Promise.all([cluster.power.survey(), readApi(cluster.api)]);
  return {hosts, leftovers: [...hostLeftovers(hosts, cluster.name), ...apiLeftovers(api, except)]};
}

/**
 * What the audit of one node printed: pairs of NUL-ended fields, kind and what. Throws HarnessError for anything else:
 * it was cut off, or is not the audit's.
 */
export function parseAudit(text: string, on: string): readonly Leftover[] {
  const fields = text.split('\0');
  const rest = fields.pop();
  const broken = (): HarnessError =>
    new HarnessError('audit-broken', `The audit of node ${on} did not come whole: ${fields.length} fields`);
  if (rest !== '' || fields.length % 2 !== 0) throw broken();
  return Array.from({length: fields.length / 2}, (_, index) => {
    const [kind = '', what = ''] = fields.slice(2 * index);
    if (!isLeftoverKind(kind)) throw broken();
    return {kind, on, what};
  });
}
