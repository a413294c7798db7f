import {UsageError} from '../../system/errors.ts';
import {firstLines} from '../../text/brief.ts';
import {printable} from '../../text/printable.ts';
import {several} from '../../text/units.ts';
import type {Manifest} from '../manifests/manifest.ts';
import {statedAt} from '../manifests/stated.ts';
import {isOfKubernetes} from '../trust/kind-asks.ts';
import {type Definitions, fieldProblems} from './fields.ts';

/**
 * Refuses what the API server of these definitions would: fields that its kinds do not have, values of another type, and
 * kinds of Kubernetes itself in a version that it does not serve. Throws one UsageError with each place.
 */
export function refuseUnknownFields(manifests: readonly Manifest[], definitions: Definitions): void {
  const lines = manifests.flatMap((manifest) => {
    const {apiVersion, kind, metadata} = manifest.object;
    const place = (path: readonly PropertyKey[]): string => {
      const {file, line, column} = statedAt(manifest, path);
      return `${file}:${line}:${column}: ${kind} ${metadata.name}`;
    };
    if (isOfKubernetes(apiVersion) && definitions.kinds[`${apiVersion} ${kind}`] === undefined)
      return [
        `${place(['apiVersion'])}: Kubernetes ${definitions.version} does not serve ${apiVersion}${useText(kind, definitions)}`,
      ];
    return fieldProblems(manifest.object, definitions).map(({path, text}) => `${place(path)}: ${text}`);
  });
  if (lines.length === 0) return;
  const told = firstLines(lines).map((line) => printable(line, 1000));
  throw new UsageError(
    'fields-unknown',
    `The API server would refuse ${several(lines.length, 'thing')} in the manifests:\n${told.join('\n')}`,
    {hint: 'Correct the manifests.'},
  );
}

function useText(kind: string, {kinds}: Definitions): string {
  const others = Object.keys(kinds).filter((key) => key.endsWith(` ${kind}`));
  const versions = others.map((key) => key.slice(0, -kind.length - 1)).filter(isOfKubernetes);
  return versions.length === 0 ? '; nothing takes its place' : `; use ${versions.join(' or ')}`;
}
