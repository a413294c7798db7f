import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {openInputs} from '../inputs/inputs.ts';
import {loadProfile} from './load.ts';
import type {Expectation, Profile} from './profile.ts';

/** A twin of the demo: its folder's name, and what must catch it. */
export interface Twin {
  readonly name: string;
  readonly profile: Profile;
  readonly expect: Expectation;
}

/**
 * All twins below a folder (of this package, whose folder is `home`), in the order of their names. Throws UsageError
 * for one whose profile is not valid.
 */
export async function findTwins(folder: string, home?: string): Promise<readonly Twin[]> {
  const names = (await readdir(folder, {withFileTypes: true}))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  const twins = await Promise.all(
    names.toSorted().map(async (name) => {
      const path = join(folder, name, 'seatrial.yaml');
      const profile = await loadProfile(path, await openInputs(path, {home}));
      return profile.expect === undefined ? [] : [{name, profile, expect: profile.expect}];
    }),
  );
  return twins.flat();
}
