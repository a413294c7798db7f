import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {nameOf} from '../../kubernetes/owners.ts';
import {yamlComment, yamlText} from '../../text/yaml-text.ts';
import type {ManifestSource} from '../manifests/source.ts';
import type {Outcome, Step} from './apply.ts';

/** What a folder is made of. */
export interface FolderContent {
  /** One line: of which report it was made. */
  readonly title: string;
  /** The owner's objects as read; Secrets among them are left out. */
  readonly objects: readonly KubeObject[];
  /** Where each Secret is stated: `shop/postgres.yaml, line 2`. */
  readonly placeOf: (secret: KubeObject) => string;
  readonly outcomes: readonly Outcome[];
  /** Of the owner's profile and manifests, as seen from the folder. */
  readonly base: string;
  readonly secretsFrom: readonly ManifestSource[];
}

/**
 * The files of a folder that holds a subject with its fixes, by name: its objects, one patch or new object for each step,
 * a kustomization that needs nothing else, and a profile for a run of it. No Secret is in it.
 */
export function folderFiles(content: FolderContent): ReadonlyMap<string, string> {
  const {title, placeOf, outcomes, base, secretsFrom} = content;
  const taken = new Set<string>();
  const secrets = content.objects.filter(isSecret);
  const objects = content.objects.filter((object) => !isSecret(object));
  const resources = objects.map(
    (object) => [nameFor('objects', [object.kind, object.metadata.name], taken), yamlText(object)] as const,
  );
  const steps = outcomes.flatMap(({wanted, steps: those}, index) =>
    those.map((step) => {
      const parts = [
        String(index + 1).padStart(2, '0'),
        wanted.name.split(' ')[0] ?? '',
        step.object.kind,
        step.object.metadata.name,
      ];
      const comment = yamlComment([`${wanted.name}:`, wanted.why]);
      const isNew = 'is' in step && step.is === 'created';
      return {
        step,
        file: nameFor(isNew ? 'objects' : 'patches', parts, taken),
        text: `${comment}\n${yamlText(bodyOf(step))}`,
      };
    }),
  );
  const isNew = ({step}: (typeof steps)[number]): boolean => 'is' in step && step.is === 'created';
  const note = secrets.map(
    (secret) =>
      `${nameOf({kind: secret.kind, name: secret.metadata.name})} is not copied: ${placeOf(secret)} states it.`,
  );
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [...resources.map(([file]) => file), ...steps.filter(isNew).map(({file}) => file)],
    ...(steps.every(isNew)
      ? {}
      : {
          patches: steps
            .filter((one) => !isNew(one))
            .map(({step, file}) => ({path: file, ...('is' in step ? {} : {target: targetOf(step.object)})})),
        }),
  };
  const profile = {base, manifests: ['.'], ...(secrets.length === 0 ? {} : {secretsFrom})};
  return new Map([
    ...resources.map(([file, text]) => [file, `${text}\n`] as const),
    ...steps.map(({file, text}) => [file, `${text}\n`] as const),
    ['kustomization.yaml', `${yamlComment([title, ...note])}\n${yamlText(kustomization)}\n`],
    ['seatrial.yaml', `${yamlComment([title])}\n${yamlText(profile)}\n`],
  ]);
}

/** Kinds of which values are never written. */
export function isSecret({kind}: KubeObject): boolean {
  return kind === 'Secret';
}

function bodyOf(step: Step): unknown {
  if ('operations' in step) return step.operations;
  const {apiVersion, kind, metadata} = step.object;
  const {name, namespace} = metadata;
  return step.is === 'created'
    ? step.object
    : {$patch: 'delete', apiVersion, kind, metadata: {name, ...(namespace === undefined ? {} : {namespace})}};
}

/** kustomize takes a target's name for a pattern. */
function targetOf({apiVersion, kind, metadata: {name, namespace}}: KubeObject): unknown {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/', 2) : [undefined, apiVersion];
  return {
    ...(group === undefined ? {} : {group}),
    version,
    kind,
    name: name.replaceAll(/[^\w-]/g, String.raw`\$&`),
    ...(namespace === undefined ? {} : {namespace}),
  };
}

/** `objects/deployment-gateway.yaml`: of small letters, digits, dots and dashes, and no other file's. */
function nameFor(folder: string, parts: readonly string[], taken: Set<string>): string {
  const plain = parts
    .map((part) => part.toLowerCase().replaceAll(/[^a-z0-9.-]+/g, '-'))
    .join('-')
    .slice(0, 120);
  for (let number = 1; ; number += 1) {
    const name = `${folder}/${plain}${number === 1 ? '' : `-${number}`}.yaml`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}
