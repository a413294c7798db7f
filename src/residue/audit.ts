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

/** What the engine and the API tell of a cluster, and the nodes as the engine runs them. */
interface Outside {
  readonly hosts: readonly NodeHost[];
  readonly leftovers: readonly Leftover[];
}

/**
 * Looks at a cluster through the engine that runs the nodes, the API and each node, and lists all that a fresh one would
 * not show. `except` is a namespace still in use, whose own objects are not looked at. A node that cannot be asked is
 * listed itself; throws only when the engine or the API does not answer.
 */
export async function lookAround(context: AuditContext, except?: string): Promise<readonly Leftover[]> {
  const {hosts, leftovers} = await lookOutside(context, except);
  return [...leftovers, ...(await lookInside(context, hosts))];
}

/**
 * The part of it that looks into no node: for whoever waits until a cluster is as before, since a look into one takes a
 * quarter of a second of processor time.
 */
export async function lookOutside({cluster}: Pick<AuditContext, 'cluster'>, except?: string): Promise<Outside> {
  const [hosts, api] = await Promise.all([cluster.power.survey(), readApi(cluster.api)]);
  return {hosts, leftovers: [...hostLeftovers(hosts, cluster.name), ...apiLeftovers(api, except)]};
}

/** The other part: what the nodes that run show of themselves. */
export async function lookInside(
  {cluster, signal}: AuditContext,
  hosts: readonly NodeHost[],
): Promise<readonly Leftover[]> {
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
  return inside.flat();
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
