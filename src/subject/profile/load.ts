import {UsageError} from '../../system/errors.ts';
import {firstLines} from '../../text/brief.ts';
import {several} from '../../text/units.ts';
import type {RequestSpec} from '../../load/engine.ts';
import {InputError, openInputs, shown, type Inputs} from '../inputs/inputs.ts';
import {isPlain} from './merge.ts';
import {mergeChain, profilePlace, readChain, sourceFields} from './chain.ts';
import type {ProfileFile} from './chain.ts';
import {renamedChecks, repeatedNames, unanswered, unkept} from './contradictions.ts';
import {doorOf, doorProblems, doorsOf, placesOfRequests} from './doors.ts';
import {withEnvironment} from './environment.ts';
import {placeOfPath, problemsOf} from './problems.ts';
import {mostItems} from './fields.ts';
import {profileSchema, tooMuchSurge} from './schema.ts';
import type {ProfileContent} from './schema.ts';
import {requestOf} from './requests.ts';
import {stubsOf} from './stubs.ts';
import type {Profile} from './profile.ts';
import type {ManifestSource} from '../manifests/source.ts';
import type {Path} from './yaml-source.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads and validates a profile whole, with those it inherits from. Throws one UsageError that lists every problem with
 * its file, line and column. `${env:NAME}` in headers and bodies is taken from `env`.
 */
export async function loadProfile(path: string, given?: Inputs, env: Env = process.env): Promise<Profile> {
  const inputs = given ?? (await openInputs(path));
  const chain = await readChain(path, inputs);
  refuse(chain, syntaxProblems(chain));
  const stated = mergeChain(chain);
  refuse(chain, unanswered(stated, chain));
  const {content: merged, values, lacking} = withEnvironment(stated, env);
  refuse(
    chain,
    lacking.map(
      ({name, path: at}) => `${placeOfPath(at, chain)}: expected the variable ${name} in the environment, got nothing`,
    ),
  );
  const parsed = profileSchema.safeParse(merged);
  const issues = parsed.success ? [] : problemsOf(parsed.error.issues, merged, chain);
  refuse(chain, [
    ...issues,
    ...(await missingManifests(merged, chain, inputs)),
    ...repeatedNames(merged, chain, ['entry', 'requests'], 'request'),
    ...repeatedNames(merged, chain, ['dependencies'], 'dependency'),
    ...repeatedNames(merged, chain, ['prepare'], 'preparation'),
    ...renamedChecks(merged, chain),
  ]);
  const content = profileSchema.parse(merged);
  refuse(chain, doorProblems(content, chain));
  const tooMuch = tooMuchSurge(content);
  if (tooMuch !== undefined) refuse(chain, [`${placeOfPath(['peak', 'rps'], chain)}: ${tooMuch}`]);
  const profile = profileOf(content, chain);
  refuse(chain, unkept(profile, placesOfRequests(content), chain));
  return {...profile, environment: values};
}

function refuse(chain: readonly ProfileFile[], problems: readonly string[]): void {
  if (problems.length === 0) return;
  const file = shown(chain[0]?.path ?? '');
  const told = firstLines(problems.toSorted(byPlace.compare));
  throw new UsageError(
    'profile-invalid',
    `The profile ${file} has ${several(problems.length, 'problem')}:\n${told.join('\n')}`,
    {
      hint: 'Correct the profile; schema/seatrial.schema.json lets an editor check it while you type.',
    },
  );
}

const byPlace = new Intl.Collator('en', {numeric: true});

function syntaxProblems(chain: readonly ProfileFile[]): readonly string[] {
  return chain.flatMap((file) =>
    file.source.problems.map((it) => `${profilePlace(file, it)}: expected valid YAML, got: ${it.message}`),
  );
}

async function missingManifests(
  merged: unknown,
  chain: readonly ProfileFile[],
  inputs: Inputs,
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const field of [...sourceFields, 'images'] as const) {
    const sources: unknown = isPlain(merged) ? merged[field] : undefined;
    for (const [index, source] of (Array.isArray(sources) ? sources : []).slice(0, mostItems).entries()) {
      for (const {path, at} of field === 'images' ? contextOf(source) : filesOf(source)) {
        try {
          await inputs.find(path);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          const place = placeOfPath([field, index, ...at], chain);
          problems.push(`${place}: expected a file or folder at ${shown(path)}, got ${error.got}`);
        }
      }
    }
  }
  return problems;
}

/** The folder that an image is built from, where it is. */
function contextOf(image: unknown): readonly {readonly path: string; readonly at: Path}[] {
  const context = isPlain(image) ? image['build'] : undefined;
  return typeof context === 'string' && context !== '' ? [{path: context, at: ['build']}] : [];
}

/** The files that a source of objects names, and where. */
function filesOf(source: unknown): readonly {readonly path: string; readonly at: Path}[] {
  const file = (path: unknown, at: Path) => (typeof path === 'string' && path !== '' ? [{path, at}] : []);
  if (!isPlain(source)) return file(source, []);
  const {helm, values} = source;
  return [
    ...file(helm, ['helm']),
    ...(Array.isArray(values) ? values.slice(0, mostItems) : []).flatMap((value, index) =>
      file(value, ['values', index]),
    ),
  ];
}

function profileOf(content: ProfileContent, chain: readonly ProfileFile[]): Omit<Profile, 'environment'> {
  const sourceOf = (source: ProfileContent['manifests'][number]): ManifestSource =>
    typeof source === 'string' ? source : {...source, release: source.release ?? content.name};
  const {doors, requests, facts} = doorsOf(content);
  const path = chain[0]?.path ?? '';
  return {
    path,
    namespace: content.name,
    facts: {
      name: content.name,
      profilePath: shown(path),
      ...facts,
      peak: content.peak ?? noPeak,
      surge: content.surge,
      slo: content.slo ?? noSlo,
      bounds: Object.fromEntries(
        Object.entries(content.bounds).filter((it): it is [string, number | 'required'] => it[1] !== undefined),
      ),
      policy: content.policy.cpuLimit === undefined ? {} : {cpuLimit: content.policy.cpuLimit},
      dependencies: content.dependencies.map(({name, workload, kind, need, mayFail}) => ({
        name,
        ...(workload === undefined ? {} : {workload}),
        kind,
        need,
        ...(mayFail === undefined ? {} : {mayFail}),
      })),
      gate: content.gate,
      waivers: content.waivers,
    },
    manifests: content.manifests.map(sourceOf),
    secretsFrom: content.secretsFrom.map(sourceOf),
    provide: content.provide.map(sourceOf),
    images: content.images.map((image) => (typeof image === 'string' ? image : image.tag)),
    builds: content.images.flatMap((image) =>
      typeof image === 'string' ? [] : [{context: image.build, tag: image.tag}],
    ),
    requests,
    prepare: content.prepare.map((one) =>
      'job' in one ? one : {request: preparedRequest(one, doors), keep: one.keep},
    ),
    dataPaths: content.dataPaths.map(({name, write, read}) => ({name, write: requestOf(write), read: requestOf(read)})),
    stubs: stubsOf(content),
    doors,
    workload: content.workload,
    storageClasses: content.storageClasses,
    expect: expectationOf(content.expect),
  };
}

function preparedRequest(
  one: Exclude<ProfileContent['prepare'][number], {readonly job: string}>,
  doors: Profile['doors'],
): RequestSpec {
  const door = doorOf(doors, one.service);
  return {...requestOf({...one, weight: 1}), ...(door === undefined ? {} : {door})};
}

/** Of a subject that nobody sends requests to. */
const noPeak: Profile['facts']['peak'] = {rps: 0, replicas: 1};
const noSlo: Profile['facts']['slo'] = {availability: 1, latency: {percentile: 99, ms: 0}, at: '1x'};

function expectationOf(expect: ProfileContent['expect']): Profile['expect'] {
  if (expect === undefined) return undefined;
  const {kind, name, container} = expect.object;
  return {...expect, object: {kind, name, ...(container === undefined ? {} : {container})}};
}
