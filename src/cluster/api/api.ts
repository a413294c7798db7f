import type {KubeObject} from '../../kubernetes/kube-object.ts';
import type {Clock} from '../../system/clock.ts';
import type {Api} from '../cluster.ts';
import {fieldManager} from '../labels.ts';
import {ApiError} from './api-error.ts';
import {type Call, type Client, openClient, refusal, statusOf} from './client.ts';
import {discoverKinds} from './kinds.ts';
import {listAll, withQuery} from './list.ts';
import {watchKind} from './watch.ts';

/** The API of the cluster that a kubeconfig names; no request is sent yet. */
export async function openApi(kubeconfig: string, clock: Clock): Promise<Api> {
  return apiOver(await openClient(kubeconfig), clock);
}

/** A pod's own answer through the API server's proxy, in bytes: as much as the load takes of one. */
const mostProxied = 1024 ** 2;

/** The API over a client. */
export function apiOver(client: Client, clock: Clock): Api {
  const kinds = discoverKinds(client);

  const objectPath = async (object: KubeObject, name?: string) => {
    const inNamespace = await kinds.namespaced(object);
    return kinds.path(object, inNamespace ? (object.metadata.namespace ?? 'default') : undefined, name);
  };
  const list: Api['list'] = async (kind, options = {}) => {
    const path = await kinds.path(kind, options.namespace);
    return listAll(
      client,
      kind,
      path,
      options.labelSelector === undefined ? {} : {labelSelector: options.labelSelector},
    );
  };

  return {
    list,
    async get(kind, name, namespace) {
      try {
        return await client.json<KubeObject>({method: 'GET', path: await kinds.path(kind, namespace, name)});
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return undefined;
        throw error;
      }
    },
    async create(object, options = {}) {
      const path = withQuery(await objectPath(object), {fieldManager, fieldValidation: 'Strict', ...dryRun(options)});
      return client.json({method: 'POST', path, body: object});
    },
    async apply(object, options = {}) {
      const query = {fieldManager, force: 'true', fieldValidation: 'Strict', ...dryRun(options)};
      const path = withQuery(await objectPath(object, object.metadata.name), query);
      return client.json({method: 'PATCH', path, body: object, contentType: 'application/apply-patch+yaml'});
    },
    async patch(kind, name, namespace, patch) {
      const path = withQuery(await kinds.path(kind, namespace, name), {fieldManager});
      return client.json({method: 'PATCH', path, body: patch, contentType: 'application/merge-patch+json'});
    },
    async delete(kind, name, namespace, options = {}) {
      const call: Call = {
        method: 'DELETE',
        path: await kinds.path(kind, namespace, name),
        body: {apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background', ...options},
      };
      const {code, text} = await client.send(call);
      if (code >= 300 && code !== 404) throw refusal(call, code, text);
    },
    async evict(pod, namespace, options = {}) {
      const path = `${await kinds.path({apiVersion: 'v1', kind: 'Pod'}, namespace, pod)}/eviction`;
      const deleteOptions = {
        ...(options.dryRun === true ? {dryRun: ['All']} : {}),
        ...(options.uid === undefined ? {} : {preconditions: {uid: options.uid}}),
      };
      const body = {apiVersion: 'policy/v1', kind: 'Eviction', metadata: {name: pod, namespace}, deleteOptions};
      const {code, text} = await client.send({method: 'POST', path: withQuery(path, dryRun(options)), body});
      const {message = '', causes} = statusOf(text);
      return {code, message, causes};
    },
    watch(kind, options, on) {
      return watchKind({
        client,
        clock,
        kind,
        on,
        path: () => kinds.path(kind, options.namespace),
        fieldSelector: options.fieldSelector,
      });
    },
    async raw(path, options = {}) {
      const {code, text} = await client.send({method: 'GET', path, most: mostProxied, ...options});
      return {code, body: text};
    },
  };
}

function dryRun(options: {readonly dryRun?: boolean}): Readonly<Record<string, string>> {
  return options.dryRun === true ? {dryRun: 'All'} : {};
}
