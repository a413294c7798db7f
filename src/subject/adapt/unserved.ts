import type {Api} from '../../cluster/cluster.ts';
import {UsageError} from '../../system/errors.ts';
import {printable} from '../../text/printable.ts';
import {several} from '../../text/units.ts';
import type {Manifest} from '../manifests/manifest.ts';
import {statedAt} from '../manifests/stated.ts';
import {isOfKubernetes} from '../trust/kind-asks.ts';
import {kindKey, type Placement} from './adapt.ts';

/**
 * Refuses objects of Kubernetes itself in a version that the cluster does not serve (any more), as kubectl does. Throws
 * one UsageError that says of each which version to use.
 */
export async function refuseUnserved(
  api: Pick<Api, 'raw'>,
  manifests: readonly Manifest[],
  {kinds}: Pick<Placement, 'kinds'>,
): Promise<void> {
  const unserved = manifests.filter(({object}) => isOfKubernetes(object.apiVersion) && !kinds.has(kindKey(object)));
  if (unserved.length === 0) return;
  const [version, versions] = await Promise.all([
    jsonAt<{readonly gitVersion: string}>(api, '/version'),
    servedVersions(api),
  ]);
  const lines = unserved.map((manifest) => {
    const {apiVersion, kind, metadata} = manifest.object;
    const {file, line, column} = statedAt(manifest, ['apiVersion']);
    const others = versions.filter((it) => it.kinds.includes(kind)).map((it) => it.apiVersion);
    const use = others.length === 0 ? 'nothing takes its place' : `use ${others.join(' or ')}`;
    const cluster = version?.gitVersion ?? 'of a version that is not known';
    return printable(
      `${file}:${line}:${column}: ${kind} ${metadata.name}: this cluster (${cluster}) does not serve ${apiVersion}; ${use}`,
      1000,
    );
  });
  throw new UsageError(
    'kinds-unserved',
    `The cluster does not know ${several(unserved.length, 'manifest')}:\n${lines.join('\n')}`,
    {hint: 'Correct the manifests.'},
  );
}

/** What the cluster serves of Kubernetes itself, the preferred version of a group first. */
async function servedVersions(
  api: Pick<Api, 'raw'>,
): Promise<readonly {readonly apiVersion: string; readonly kinds: readonly string[]}[]> {
  const list = await jsonAt<{
    readonly groups: readonly {readonly versions: readonly {readonly groupVersion: string}[]}[];
  }>(api, '/apis');
  const named = (list?.groups ?? []).flatMap(({versions}) => versions.map(({groupVersion}) => groupVersion));
  return Promise.all(
    ['v1', ...named.filter(isOfKubernetes)].map(async (apiVersion) => {
      const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
      const found = await jsonAt<{readonly resources: readonly {readonly name: string; readonly kind: string}[]}>(
        api,
        path,
      );
      const whole = (found?.resources ?? []).filter(({name}) => !name.includes('/'));
      return {apiVersion, kinds: whole.map(({kind}) => kind)};
    }),
  );
}

async function jsonAt<T>(api: Pick<Api, 'raw'>, path: string): Promise<T | undefined> {
  const {code, body} = await api.raw(path);
  return code === 200 ? (JSON.parse(body) as T) : undefined;
}
