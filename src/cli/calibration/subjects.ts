import {dirname, join, resolve} from 'node:path';
import {findTwins, type Twin} from '../../subject/profile/twins.ts';
import {rootOf} from '../../subject/inputs/root.ts';
import {mutants} from '../../subject/mutants/mutants.ts';
import type {Mutant} from '../../subject/mutants/mutant.ts';
import {demoProfile, home} from '../context.ts';
import type {RunOptions} from '../prepare.ts';
import {profileAt} from '../read-subject.ts';
import {isOurs} from '../tools-here.ts';

/** What a calibration is about: a sound subject, copies of it with one defect each, and defects to be put into it. */
export interface Calibrated {
  readonly profile: string;
  /** Below what all files of it and of its twins lie. */
  readonly root: string | undefined;
  readonly twins: readonly Twin[];
  readonly mutants: readonly Mutant[];
  /** Ours, and kept sound: the demo, or one with twins. A fail of it is a false alarm. */
  readonly isKnownSound: boolean;
}

/**
 * The demo shop with its twins; or the subject that was named, with the twins in the folder `twins` beside its profile
 * and the mutants that we make. Throws UsageError for a twin whose profile is not valid.
 */
export async function calibratedBy({subject, root}: Pick<RunOptions, 'subject' | 'root'>): Promise<Calibrated> {
  if (subject === undefined) {
    const twins = await findTwins(join(home, 'demo', 'twins'), {home});
    return {profile: demoProfile, root: undefined, twins, mutants: [], isKnownSound: true};
  }
  const profile = resolve(profileAt(subject));
  // A twin's own folder would not reach up to what it is a copy of.
  const below = await rootOf(profile, root, home);
  const twins = await findTwins(join(dirname(profile), 'twins'), {root: below});
  const isKnownSound = profile === demoProfile || (isOurs(profile) && twins.length > 0);
  return {profile, root: below, twins, mutants, isKnownSound};
}
