import {UsageError} from '../../system/errors.ts';
import {printableLines} from '../../text/printable.ts';
import {shown} from '../inputs/inputs.ts';
import type {Profile} from '../profile/profile.ts';

export interface Builder {
  /** Resolves with why it could not. */
  readonly build: (context: string, tag: string) => Promise<{readonly refused: string} | undefined>;
  /** Told before each one. */
  readonly onBuild: (text: string) => void;
}

/**
 * Builds the images that a profile has built, one after the other. A Dockerfile runs what it says, with the network: throws
 * UsageError for a stranger's, and for one that fails.
 */
export async function buildImages(
  {builds, facts: {profilePath}}: Pick<Profile, 'builds' | 'facts'>,
  {build, onBuild, isTrusted}: Builder & {readonly isTrusted: boolean},
): Promise<void> {
  const [first] = builds;
  if (first === undefined) return;
  if (!isTrusted)
    throw new UsageError(
      'build-untrusted',
      `${profilePath}: images: ${first.tag} is to be built from ${shown(first.context)}, which runs what its Dockerfile says on this engine, with the network`,
      {hint: 'Look at the Dockerfile, then add --trust-subject; or build it yourself and name the image alone.'},
    );
  for (const {context, tag} of builds) {
    onBuild(`${tag} from ${shown(context)}`);
    const refusal = await build(context, tag);
    if (refusal === undefined) continue;
    throw new UsageError(
      'build-failed',
      `${profilePath}: images: ${tag} cannot be built from ${shown(context)}:\n${printableLines(refusal.refused)}`,
      {hint: `Try it: docker build --tag ${tag} ${shown(context)}`},
    );
  }
}
