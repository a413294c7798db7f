import {existsSync} from 'node:fs';
import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {openInputs} from '../inputs/inputs.ts';
import {loadProfile} from './load.ts';
import type {Expectation, Profile} from './profile.ts';

/** A copy of a subject with one defect: its folder's name, and what must catch it. */
export interface Twin {
  readonly name: string;
  readonly profile: Profile;
  readonly expect: Expectation;
}

/** Below what the files of twins must lie: as in `openInputs`. */
interface Where {
  readonly home?: string | undefined;
  readonly root?: string | undefined;
}

/**
 * All twins below a folder, which may be missing, in the order of their names: its folders with a profile that expects
 * something. Throws UsageError for one that is not valid.
 */
export async function findTwins(folder: string, where: Where = {}): Promise<readonly Twin[]> {
  const entries = await readdir(folder, {withFileTypes: true}).catch(() => []);
  const names = entries
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'seatrial.yaml')))
    .map((entry) => entry.name);
  const twins = await Promise.all(
    names.toSorted().map(async (name) => {
      const path = join(folder, name, 'seatrial.yaml');
      const profile = await loadProfile(path, await openInputs(path, where));
      return profile.expect === undefined ? [] : [{name, profile, expect: profile.expect}];
    }),
  );
  return twins.flat();
}
