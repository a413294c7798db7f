import type {Json, KubeObject} from '../kubernetes/kube-object.ts';

type Fields = {readonly [key: string]: Json};

/**
 * A pod spec as the API server admits it: a request that is not said is its limit, and what a container says nothing of
 * comes from the LimitRanges of its namespace
 * (https://kubernetes.io/docs/concepts/policy/limit-range/).
 */
export function admitted(spec: Fields, objects: readonly KubeObject[]): Fields {
  const ranges = objects.filter(({kind}) => kind === 'LimitRange').flatMap(defaultsOf);
  const lists = ['initContainers', 'containers'].flatMap((list) => {
    const containers = spec[list];
    return Array.isArray(containers) ? [[list, containers.map((it: Json) => filled(it, ranges))] as const] : [];
  });
  return {...spec, ...Object.fromEntries(lists)};
}

interface Defaults {
  readonly limits: Fields;
  readonly requests: Fields;
}

/** Where a range names bounds alone, the most is the default limit, and that the default request. */
function defaultsOf({spec}: KubeObject): readonly Defaults[] {
  const items: Json = spec?.['limits'] ?? [];
  return (Array.isArray(items) ? items : []).map(fieldsOf).flatMap((item) => {
    if (item['type'] !== 'Container') return [];
    const limits = {...fieldsOf(item['max']), ...fieldsOf(item['default'])};
    return [{limits, requests: {...fieldsOf(item['min']), ...limits, ...fieldsOf(item['defaultRequest'])}}];
  });
}

function filled(container: Json, ranges: readonly Defaults[]): Json {
  const fields = fieldsOf(container);
  const resources = fieldsOf(fields['resources']);
  const written = {limits: fieldsOf(resources['limits']), requests: fieldsOf(resources['requests'])};
  let {limits, requests} = {limits: written.limits, requests: {...written.limits, ...written.requests}};
  for (const range of ranges) {
    limits = {...range.limits, ...limits};
    requests = {...range.requests, ...requests};
  }
  return {...fields, resources: {...resources, limits, requests}};
}

function fieldsOf(value: Json | undefined): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
