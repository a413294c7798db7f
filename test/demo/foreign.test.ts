import {globSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {parse} from 'yaml';
import type {Scenario} from '../../src/scenario/scenario.ts';
import {foreign} from '../../src/setup/parts/foreign.ts';
import {foreignParts} from '../../src/setup/parts/own-images.ts';
import {copiedSources} from '../../src/setup/sources/inputs.ts';
import {mutants} from '../../src/subject/mutants/mutants.ts';
import {loadProfile} from '../../src/subject/profile/load.ts';
import {findTwins} from '../../src/subject/profile/twins.ts';
import {found, worst} from '../judge/expect.ts';
import {foreignDefects, mutantsOf, objectsOf, peaks} from './foreign-subjects.ts';

/** The mutants that would be no defect of them. */
const notApplicable: Readonly<Record<keyof typeof peaks, readonly string[]>> = {
  podinfo: ['identical-probes', 'no-graceful-stop'],
  zipkin: ['identical-probes'],
};
const subjects = Object.keys(peaks) as (keyof typeof peaks)[];

test('the subjects that nobody here wrote are these, each with an image of ours', async (t) => {
  t.deepEqual(Object.keys(foreign), subjects);
  t.deepEqual(
    (await foreignParts(process.cwd())).map(({name}) => name),
    subjects.map((subject) => `seatrial/${subject}-server:dev`),
  );
});

for (const subject of subjects) {
  test(`${subject}: the profile is whole, and no answer of a stranger would pass for its own`, async (t) => {
    const {facts, images, requests, expect} = await loadProfile(`demo/${subject}/seatrial.yaml`);
    t.is(facts.name, subject);
    t.deepEqual(images, [`seatrial/${subject}-server:dev`]);
    t.is(expect, undefined);
    t.true(facts.peak.replicas >= 2);
    t.true(facts.peak.rps * facts.surge >= 100, 'enough to show a lost second');
    for (const {name, expect: answer} of requests)
      t.true(
        [answer.header, answer.bodyIncludes, answer.jsonPath].some((one) => one !== undefined),
        name,
      );
  });

  test(`${subject}: what its objects alone decide is sound`, (t) => {
    const deploy = {objects: objectsOf(subject)};
    for (const check of ['declared-resources', 'pdb-valid'] as const)
      t.is(worst(found(check, {deploy})), 'pass', check);
  });

  test(`${subject}: at least eight mutants apply, and each of the others says why not`, async (t) => {
    const {apply, others} = await mutantsOf(subject);
    t.deepEqual(others, notApplicable[subject]);
    t.true(apply.length >= 8);
  });

  test(`${subject}: each twin is the subject with one patch, and a check that is asked must catch it`, async (t) => {
    const folder = `demo/${subject}/twins`;
    const [sound, twins] = await Promise.all([loadProfile(`demo/${subject}/seatrial.yaml`), findTwins(folder)]);
    t.deepEqual(
      twins.map(({name}) => name),
      readdirSync(folder),
    );
    for (const {name, profile, expect} of twins) {
      t.false(
        mutants.some((mutant) => mutant.name === name),
        `${name} is no mutant's name`,
      );
      t.deepEqual({...profile.facts, name: '', profilePath: ''}, {...sound.facts, name: '', profilePath: ''});
      t.not(profile.facts.name, sound.facts.name);
      const {checks} = ((await import(`../../scenarios/${expect.scenario}.ts`)) as {readonly default: Scenario})
        .default;
      t.true([...checks.map(({check}) => check), 'starts'].includes(expect.check), name);
      const {resources, patches, ...rest} = parse(readFileSync(join(folder, name, 'kustomization.yaml'), 'utf8')) as {
        readonly resources: readonly string[];
        readonly patches: readonly unknown[];
      };
      t.deepEqual([resources, patches.length, rest], [['../../manifests'], 1, {}]);
    }
  });

  test(`${subject}: its image copies what is there, or what set-up makes`, (t) => {
    const dockerfile = readFileSync(`demo/${subject}/images/server/Dockerfile`, 'utf8');
    const made = foreign[subject]?.map(({name}) => name) ?? [];
    const sources = copiedSources(dockerfile);
    t.deepEqual([...new Set(sources.map((source) => source.split('/')[0]))], made);
    t.deepEqual(dockerfile.match(/^FROM .*/gm), ['FROM debian:trixie-slim']);
    for (const {files} of foreign[subject] ?? [])
      for (const file of files) t.deepEqual(globSync(file, {cwd: `demo/${subject}`}), [file]);
  });
}

test('in CI each defect has its turn, and the subjects alternate', async (t) => {
  const defects = await foreignDefects();
  t.true(defects.length >= 2 * 8);
  t.is(new Set(defects.map(({subject, name}) => `${subject} ${name}`)).size, defects.length);
  t.deepEqual(
    defects.slice(0, 4).map(({subject}) => subject),
    [...subjects, ...subjects],
  );
});
