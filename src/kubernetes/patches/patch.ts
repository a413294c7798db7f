import type {Json, KubeObject} from '../kube-object.ts';

/** A strategic merge patch without what names its object; null takes a field away. */
export type Patch = {readonly [key: string]: Json};

/** By which keys the items of these lists are merged, as the API says it; any other list is replaced whole. */
const mergeKeys: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
};

/** An object after a strategic merge patch, with its other fields as they were. */
export function patched(object: KubeObject, patch: Patch): KubeObject {
  return merged(object as unknown as Json, patch, '') as unknown as KubeObject;
}

/** The patch that makes one map another: what is missing there is taken away, and lists are replaced. */
export function patchBetween(before: Patch | undefined, after: Patch): Patch {
  const gone = Object.keys(before ?? {}).filter((key) => after[key] === undefined);
  const changed = Object.entries(after).flatMap(([key, value]): readonly (readonly [string, Json])[] => {
    const old = before?.[key];
    if (isMap(old) && isMap(value)) {
      const inner = patchBetween(old, value);
      return Object.keys(inner).length === 0 ? [] : [[key, inner]];
    }
    return isAlike(old, value) ? [] : [[key, value]];
  });
  return Object.fromEntries([...gone.map((key) => [key, null] as const), ...changed]);
}

/** True for two values of JSON that say the same, whatever the order of their keys. */
export function isAlike(one: Json | undefined, other: Json | undefined): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
}

/** True for a map, false for lists, null and scalars. */
export function isMap(value: Json | undefined): value is Patch {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function merged(under: Json | undefined, over: Json, name: string): Json {
  if (isMap(over)) {
    const base = isMap(under) ? under : {};
    const kept = Object.entries(base).filter(([key]) => over[key] === undefined);
    const laid = Object.entries(over).filter(([, value]) => value !== null);
    return Object.fromEntries([...kept, ...laid.map(([key, value]) => [key, merged(base[key], value, key)] as const)]);
  }
  const keys = Object.hasOwn(mergeKeys, name) ? mergeKeys[name] : undefined;
  return keys !== undefined && Array.isArray(over) ? mergedList(under, over as readonly Json[], keys) : over;
}

function mergedList(under: Json | undefined, over: readonly Json[], keys: readonly string[]): Json {
  const base = Array.isArray(under) ? (under as readonly Json[]) : [];
  const isSame = (one: Json, other: Json): boolean =>
    isMap(one) && isMap(other) && keys.every((key) => one[key] === other[key]);
  const added = over.filter((item) => !base.some((old) => isSame(old, item)));
  return [
    ...base.map((old) => {
      const item = over.find((candidate) => isSame(candidate, old));
      return item === undefined ? old : merged(old, item, '');
    }),
    ...added.map((item) => merged(undefined, item, '')),
  ];
}

function ordered(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => ordered(item) ?? null);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, ordered(value[key]) ?? null]),
  );
}
