import type {Json, KubeObject} from '../../kubernetes/kube-object.ts';
import {isPlain} from '../profile/merge.ts';
import type {Path} from '../profile/yaml-source.ts';

/**
 * A copy of an object with another value at a path; undefined takes the key away. Maps that are missing on the way are
 * made.
 */
export function edited(object: KubeObject, path: Path, value: Json | undefined): KubeObject {
  return edit(object, path, value) as KubeObject;
}

/** `spec.containers[0]` as steps; for paths whose keys have no dots. */
export function stepsOf(path: string): Path {
  return (path.match(/[^.[\]]+/g) ?? []).map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

function edit(node: unknown, path: Path, value: Json | undefined): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(node)) return node.map((item: unknown, index) => (index === step ? edit(item, rest, value) : item));
  const map = isPlain(node) ? node : {};
  const changed = edit(map[String(step)], rest, value);
  if (changed !== undefined) return {...map, [step]: changed};
  return Object.fromEntries(Object.entries(map).filter(([key]) => key !== step));
}
