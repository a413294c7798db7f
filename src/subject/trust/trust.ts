import type {BeyondBaseline} from '../../history/facts.ts';
import {refOf} from '../../history/state.ts';
import {UsageError} from '../../system/errors.ts';
import {pathText} from '../../text/issue-text.ts';
import {printable} from '../../text/printable.ts';
import {kindAsks} from './kind-asks.ts';
import type {Manifest} from '../manifests/manifest.ts';
import {statedAt} from '../manifests/stated.ts';
import {podAsks} from './pod-security.ts';

/** Kinds whose content only looks like pods. */
const dataKinds = new Set(['ConfigMap', 'Secret', 'CustomResourceDefinition']);

/** The line that a person may add after reading. */
export const trustHint = 'Read them; if you trust this subject as you trust root on this machine, add --trust-subject.';

/**
 * All that the manifests ask for beyond what a stranger gets, sorted by place: the baseline of the Pod Security
 * Standards inside a namespace of its own. Pure; nothing is asked of a cluster.
 */
export function beyondBaseline(manifests: readonly Manifest[]): readonly BeyondBaseline[] {
  const ownRoles = new Set(
    manifests.flatMap(({object}) => (object.kind === 'ClusterRole' ? [object.metadata.name] : [])),
  );
  return manifests
    .flatMap((manifest) => {
      const {object} = manifest;
      const asks = [...kindAsks(object, ownRoles), ...(dataKinds.has(object.kind) ? [] : podAsks(object))];
      return asks.map(({path, asks: what}): BeyondBaseline => ({
        of: refOf(object),
        path: pathText(path),
        asks: what,
        ...statedAt(manifest, path),
      }));
    })
    .toSorted((one, other) =>
      one.file === other.file ? one.line - other.line || one.column - other.column : one.file < other.file ? -1 : 1,
    );
}

/** Who trusts a subject. */
export interface Trust {
  /** By `--trust-subject`. */
  readonly isGiven: boolean;
  /** A subject of this package, which gets as much as it needs. */
  readonly isOwn: boolean;
}

/**
 * What a trusted subject is trusted with, which may be nothing; undefined for a stranger that asks for nothing. Throws
 * one UsageError that lists all that a stranger asks for, one per line.
 */
export function trustedWith(
  beyond: readonly BeyondBaseline[],
  {isGiven, isOwn}: Trust,
): readonly BeyondBaseline[] | undefined {
  if (isGiven || (isOwn && beyond.length > 0)) return beyond;
  if (beyond.length === 0) return undefined;
  const lines = beyond.map(beyondText);
  const things = beyond.length === 1 ? 'one thing' : `${beyond.length} things`;
  throw new UsageError(
    'subject-untrusted',
    `The manifests ask for ${things} that a subject gets only with your trust:\n${lines.join('\n')}`,
    {
      hint: trustHint,
    },
  );
}

/** `web.yaml:12:11: Pod web: spec.hostNetwork: the network of its node` */
function beyondText({of, path, asks, file, line, column}: BeyondBaseline): string {
  return printable(`${file}:${line}:${column}: ${of.kind} ${of.name}: ${path}: ${asks}`);
}
