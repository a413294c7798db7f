import {createHash} from 'node:crypto';
import {join} from 'node:path';
import {stringify} from 'yaml';
import {files} from '../history/files.ts';
import {redacted} from '../history/secrets/scrub.ts';
import type {Redactor} from '../history/secrets/redact.ts';
import type {Json, KubeObject} from '../kubernetes/kube-object.ts';
import type {Manifest} from '../subject/manifests/manifest.ts';
import {writeWhole} from '../system/whole-file.ts';

/**
 * Writes the subject's objects as they were read or rendered into a trial's folder, without the values of its Secrets and
 * whatever else is secret. A chart with random values is another one each time it is rendered: `hashOf` tells.
 */
export async function writeStated(folder: string, manifests: readonly Manifest[], {text}: Redactor): Promise<void> {
  const clean = (value: Json): Json => {
    if (typeof value === 'string') return text(value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(clean);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, clean(inner)]));
  };
  const documents = manifests.map(({object, file, line}) => {
    const whole = object.kind === 'Secret' ? withoutValues(object) : object;
    return `# ${text(`${file}:${line}`)}\n${stringify(clean(whole as unknown as Json), {aliasDuplicateObjects: false})}`;
  });
  await writeWhole(join(folder, files.manifests), documents.join('---\n'));
}

/** SHA-256 of the subject's objects as they were read or rendered, values of Secrets included. */
export function hashOf(manifests: readonly Manifest[]): string {
  const hash = createHash('sha256');
  for (const {object} of manifests) hash.update(`${JSON.stringify(object)}\n`);
  return hash.digest('hex');
}

function withoutValues(secret: KubeObject): KubeObject {
  const empty = ['data', 'stringData'].flatMap((field) => {
    const values = secret[field];
    if (typeof values !== 'object' || values === null) return [];
    return [[field, Object.fromEntries(Object.keys(values).map((key) => [key, redacted]))] as const];
  });
  return {...secret, ...Object.fromEntries(empty)};
}
