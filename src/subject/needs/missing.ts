import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {UsageError} from '../../system/errors.ts';
import {firstLines} from '../../text/brief.ts';
import {printable} from '../../text/printable.ts';
import {count, several} from '../../text/units.ts';
import type {Manifest} from '../manifests/manifest.ts';
import {at} from '../manifests/places.ts';
import {statedAt} from '../manifests/stated.ts';
import {isPlain} from '../profile/merge.ts';
import type {Profile} from '../profile/profile.ts';
import {isOfKubernetes} from '../trust/kind-asks.ts';
import {type Need, needsOf} from './needs.ts';

/** What every namespace or every cluster of ours has without anybody's manifest. */
const always: Readonly<Partial<Record<Need['kind'], readonly string[]>>> = {
  ConfigMap: ['kube-root-ca.crt'],
  ServiceAccount: ['default'],
  PriorityClass: ['system-cluster-critical', 'system-node-critical'],
  StorageClass: ['standard'],
};

/** Something that the manifests refer to, and that nobody provides. */
export interface Missing extends Need {
  /** `web.yaml:12:5: Deployment web: the manifests hold no Secret db`. */
  readonly text: string;
}

/** All that the manifests refer to and nobody provides, each reference by itself. */
export function missingIn(
  manifests: readonly Manifest[],
  storageClasses: Profile['storageClasses'],
): readonly Missing[] {
  const objects = manifests.map(({object}) => object);
  const there = new Set(objects.map(({kind, metadata}) => `${kind} ${metadata.name}`));
  const isThere = ({kind, name}: Need): boolean =>
    there.has(`${kind} ${name}`) ||
    always[kind]?.includes(name) === true ||
    (kind === 'StorageClass' && Object.hasOwn(storageClasses, name)) ||
    mayBeMade(objects, kind);
  return manifests.flatMap((manifest) =>
    needsOf(manifest.object).flatMap((need) => {
      const why = isThere(need) ? lackingKey(objects, need) : lacks(objects, need);
      const {file, line, column} = statedAt(manifest, need.path);
      return why === undefined
        ? []
        : [{...need, text: `${file}:${line}:${column}: ${need.of.kind} ${need.of.name}: ${why}`}];
    }),
  );
}

/**
 * Refuses a subject that refers to what nobody provides: its pods would wait for it for ever. Throws one UsageError
 * with the whole list. What a program of the subject may make itself, by its own rights, is not refused.
 */
export function refuseMissing(
  manifests: readonly Manifest[],
  {storageClasses, facts: {profilePath}}: Pick<Profile, 'storageClasses' | 'facts'>,
): void {
  const missing = missingIn(manifests, storageClasses);
  const each = [...Map.groupBy(missing, ({kind, name, key = ''}) => `${kind} ${name} ${key}`).values()];
  if (each.length === 0) return;
  const lines = each.flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [`${first.text}${others.length === 0 ? '' : ` (and in ${count(others.length, 'more place')})`}`],
  );
  const told = firstLines(lines).map((line) => printable(line, 1000));
  throw new UsageError(
    'references-missing',
    `The manifests refer to ${several(each.length, 'thing')} that nobody provides:\n${told.join('\n')}`,
    {hint: hintOf(missing, profilePath)},
  );
}

function lacks(objects: readonly KubeObject[], {kind, name}: Need): string {
  if (kind === 'StorageClass') return `there is no storage class ${name} here`;
  const maker = objects.find((object) => !isOfKubernetes(object.apiVersion) && wouldMake(object, name));
  const made =
    maker === undefined
      ? ''
      : `: ${maker.kind} ${maker.metadata.name} would make it, by a program that is not in this cluster`;
  return `the manifests hold no ${kind} ${name}${made}`;
}

/** Why an object that is there does not do: it has not the key that is asked for. */
function lackingKey(objects: readonly KubeObject[], {kind, name, key}: Need): string | undefined {
  const object = objects.find((one) => one.kind === kind && one.metadata.name === name);
  if (key === undefined || object === undefined) return undefined;
  const keys = ['data', 'stringData', 'binaryData'].flatMap((field) => {
    const data = object[field];
    return isPlain(data) ? Object.keys(data) : [];
  });
  return keys.includes(key) ? undefined : `${kind} ${name} has no key ${key} (it has ${keys.join(', ') || 'none'})`;
}

/** Where the object that a program makes of another one is named. */
const madeNames = [
  ['metadata', 'name'],
  ['spec', 'target', 'name'],
  ['spec', 'secretName'],
  ['spec', 'template', 'metadata', 'name'],
];

function wouldMake(object: KubeObject, name: string): boolean {
  return madeNames.some((path) => at(object, path) === name);
}

const resources: Readonly<Partial<Record<Need['kind'], string>>> = {
  Secret: 'secrets',
  ConfigMap: 'configmaps',
  PersistentVolumeClaim: 'persistentvolumeclaims',
};

/** Whether a program of the subject has the right to make objects of a kind, such as a Job that makes certificates. */
function mayBeMade(objects: readonly KubeObject[], kind: Need['kind']): boolean {
  const resource = resources[kind];
  if (resource === undefined) return false;
  return objects.some((object) => {
    const rules = object.kind === 'Role' || object.kind === 'ClusterRole' ? object['rules'] : undefined;
    return (
      Array.isArray(rules) &&
      rules.some((rule) => {
        const {resources: on, verbs} = rule as {
          readonly resources?: readonly string[];
          readonly verbs?: readonly string[];
        };
        return (
          (on?.some((it) => it === resource || it === '*') ?? false) &&
          (verbs?.some((it) => it === 'create' || it === '*') ?? false)
        );
      })
    );
  });
}

function hintOf(needs: readonly Need[], profilePath: string): string {
  const classes = [...new Set(needs.flatMap(({kind, name}) => (kind === 'StorageClass' ? [name] : [])))];
  const map = `Map it in ${profilePath}: storageClasses: {${classes.map((name) => `${name}: standard`).join(', ')}}.`;
  const add = `Add a file with them for the trial under \`provide\` in ${profilePath}; their values may be made up.`;
  return [
    ...(classes.length === 0 ? [] : [map]),
    ...(needs.some(({kind}) => kind !== 'StorageClass') ? [add] : []),
  ].join(' ');
}
