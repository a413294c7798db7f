import type {Clock} from '../../system/clock.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import type {Api, Kind} from '../cluster.ts';
import {ApiError} from './api-error.ts';
import {openClient, refusal, statusOf} from './client.ts';
import type {Call, Client} from './client.ts';
import {discoverKinds} from './kinds.ts';
import {fieldManager} from '../labels.ts';
import {watchKind} from './watch.ts';

/** One page of a collection, as the server answers it. */
export interface List {
  readonly metadata: {readonly resourceVersion?: string; readonly continue?: string};
  readonly items: readonly object[];
}

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
    return listAll(client, kind, path, options.labelSelector === undefined ? {} : {labelSelector: options.labelSelector});
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
      return watchKind({client, clock, kind, on, path: () => kinds.path(kind, options.namespace), fieldSelector: options.fieldSelector});
    },
    async raw(path, options = {}) {
      const {code, text} = await client.send({method: 'GET', path, most: mostProxied, ...options});
      return {code, body: text};
    },
  };
}

/** All pages of a list, with the kind and apiVersion that the server leaves out of items. */
export async function listAll(client: Client, kind: Kind, path: string, query: Readonly<Record<string, string>>): ReturnType<Api['list']> {
  const items: KubeObject[] = [];
  let token = '';
  // 200 pages of 500 is far more than any cluster of ours holds; the bound is against a server that never ends.
  for (let page = 0; page < 200; page++) {
    const answer = await client.json<List>({
      method: 'GET',
      path: withQuery(path, {...query, limit: '500', ...(token === '' ? {} : {continue: token})}),
    });
    items.push(...answer.items.map((item) => ({...item, ...kind}) as KubeObject));
    token = answer.metadata.continue ?? '';
    if (token === '') return {items, resourceVersion: answer.metadata.resourceVersion ?? ''};
  }
  throw new ApiError('GET', path, 0, 'TooLong', 'the list did not end after 200 pages');
}

function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? path : `${path}?${text}`;
}

function dryRun(options: {readonly dryRun?: boolean}): Readonly<Record<string, string>> {
  return options.dryRun === true ? {dryRun: 'All'} : {};
}
