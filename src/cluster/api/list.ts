import type {KubeObject} from '../../kubernetes/kube-object.ts';
import type {Api, Kind} from '../cluster.ts';
import {ApiError} from './api-error.ts';
import type {Client} from './client.ts';

/** One page of a collection, as the server answers it. */
export interface List {
  readonly metadata: {readonly resourceVersion?: string; readonly continue?: string};
  readonly items: readonly object[];
}

/** All pages of a list, with the kind and apiVersion that the server leaves out of items. */
export async function listAll(
  client: Client,
  kind: Kind,
  path: string,
  query: Readonly<Record<string, string>>,
): ReturnType<Api['list']> {
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

export function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? path : `${path}?${text}`;
}
