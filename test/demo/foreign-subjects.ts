import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseAllDocuments} from 'yaml';
import type {KubeObject} from '../../src/kubernetes/kube-object.ts';
import {mutants} from '../../src/subject/mutants/mutants.ts';
import {plantingOf} from '../../src/subject/mutants/plant.ts';
import {loadProfile} from '../../src/subject/profile/load.ts';
import {findTwins} from '../../src/subject/profile/twins.ts';
import {manifestsOf} from '../subject/subject.ts';

const mebi = 2 ** 20;

/** The subjects that nobody here wrote, with the memory that one replica was seen to need at three times peak, bytes. */
export const peaks = {podinfo: 25 * mebi, zipkin: 330 * mebi} as const;

/** A defect that is put into one of them, and the scenario that must catch it. */
export interface ForeignDefect {
  readonly subject: string;
  readonly name: string;
  readonly scenario: string;
}

export function profileOf(subject: string): string {
  return join('demo', subject, 'seatrial.yaml');
}

/** The objects as the manifests state them. */
export function objectsOf(subject: string): readonly KubeObject[] {
  return parseAllDocuments(readFileSync(`demo/${subject}/manifests/${subject}.yaml`, 'utf8')).map(
    (document) => document.toJS() as KubeObject,
  );
}

/** The names of the mutants that apply to one of them, and of those that do not. */
export async function mutantsOf(
  subject: keyof typeof peaks,
): Promise<{readonly apply: readonly string[]; readonly others: readonly string[]}> {
  const manifests = manifestsOf(objectsOf(subject));
  const profile = await loadProfile(profileOf(subject));
  const isApplicable = new Map(
    mutants.map((mutant) => [mutant.name, !('reason' in plantingOf(mutant, {profile, manifests}, peaks[subject]))]),
  );
  const names = mutants.map(({name}) => name);
  return {
    apply: names.filter((name) => isApplicable.get(name) === true),
    others: names.filter((name) => isApplicable.get(name) !== true),
  };
}

/** All defects of all of them, each in turn of another subject. */
export async function foreignDefects(): Promise<readonly ForeignDefect[]> {
  const found = await Promise.all(
    (Object.keys(peaks) as (keyof typeof peaks)[]).map(async (subject): Promise<readonly ForeignDefect[]> => {
      const {apply} = await mutantsOf(subject);
      const twins = await findTwins(join('demo', subject, 'twins'));
      return [
        ...twins.map(({name, expect: {scenario}}) => ({subject, name, scenario})),
        ...mutants.flatMap(({name, scenario}) => (apply.includes(name) ? [{subject, name, scenario}] : [])),
      ];
    }),
  );
  const longest = Math.max(...found.map(({length}) => length));
  return Array.from({length: longest}, (_, index) => found.flatMap((of) => of[index] ?? [])).flat();
}
