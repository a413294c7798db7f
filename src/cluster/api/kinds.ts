import {HarnessError} from '../../system/errors.ts';
import type {Client} from './client.ts';
import type {Kind} from '../cluster.ts';

/** Turns kinds into API paths, by asking the server once per group and version. */
export interface Kinds {
  /** The path of the collection, or of one object in it. Without a namespace a namespaced kind means all of them. */
  path(kind: Kind, namespace?: string, name?: string): Promise<string>;
  /** Whether objects of the kind live in a namespace. */
  namespaced(kind: Kind): Promise<boolean>;
}

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** Discovery over a client. Throws HarnessError `unknown-kind` for a kind that this cluster does not serve. */
export function discoverKinds(client: Client): Kinds {
  const groups = new Map<string, Promise<readonly Resource[]>>();

  const resourcesOf = (apiVersion: string) => {
    const known = groups.get(apiVersion);
    if (known !== undefined) return known;
    const asked = client
      .json<{resources: readonly Resource[]}>({method: 'GET', path: root(apiVersion)})
      .then((list) => list.resources);
    groups.set(apiVersion, asked);
    // A failed question is asked again next time; the caller gets the error.
    asked.catch(() => groups.delete(apiVersion));
    return asked;
  };

  const find = async ({apiVersion, kind}: Kind) => {
    const found = (await resourcesOf(apiVersion)).find(
      (resource) => resource.kind === kind && !resource.name.includes('/'),
    );
    if (found !== undefined) return found;
    throw new HarnessError('unknown-kind', `The cluster serves no ${kind} in ${apiVersion}`, {
      hint: 'Is its CustomResourceDefinition installed?',
    });
  };

  return {
    async path(kind, namespace, name) {
      const resource = await find(kind);
      const within =
        resource.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
      return `${root(kind.apiVersion)}${within}/${resource.name}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;
    },
    async namespaced(kind) {
      return (await find(kind)).namespaced;
    },
  };
}

function root(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
