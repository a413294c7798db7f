import type {Change} from '../../kubernetes/patches/changes.ts';
import type {Json} from '../../kubernetes/kube-object.ts';
import {isMap, type Patch} from '../../kubernetes/patches/patch.ts';
import type {Fix} from '../../judge/finding.ts';
import {yamlText} from '../../text/yaml-text.ts';
import {refText} from '../text/format.ts';

/**
 * A fix as YAML for people: of the first change what stands below the path, further ones whole and each under the name
 * of its object.
 */
export function fixYaml({path, changes}: Fix): string {
  const [first, ...more] = changes;
  const head = 'patch' in first ? yamlText(narrowed(first.patch, keysOf(path))) : wholeOf(first);
  return [head, ...more.map((change) => `---\n# ${refText(change.of)}\n${wholeOf(change)}`)].join('\n');
}

function wholeOf(change: Change): string {
  if ('patch' in change) return yamlText(change.patch);
  if ('created' in change) return yamlText(change.created);
  return yamlText({$patch: 'delete', kind: change.of.kind, metadata: {name: change.of.name}});
}

/** The part of a patch in which all of it lies, so far as the path leads: the last step of the path is in it. */
function narrowed(patch: Patch, path: readonly string[]): Patch {
  const [key = '', ...rest] = path;
  const [only, another] = Object.keys(patch);
  const inner = only === undefined ? undefined : patch[only];
  if (rest.length === 0 || another !== undefined || only !== key) return patch;
  if (isMap(inner)) return narrowed(inner, rest);
  const [item, more] = Array.isArray(inner) ? (inner as readonly Json[]) : [];
  if (!isMap(item) || more !== undefined) return patch;
  const {name: _, ...fields} = item;
  return narrowed(fields, rest);
}

/** The keys of a path, without the places in lists. */
function keysOf(path: string): readonly string[] {
  return path.replaceAll(/\[\d+\]/g, '').split('.');
}
