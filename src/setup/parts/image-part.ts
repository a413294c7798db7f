import {existsSync} from 'node:fs';
import {cp, mkdir, readFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {makeWhole} from '../sources/artefact.ts';
import type {Bench} from '../bench.ts';
import type {Change} from '../change.ts';
import {buildImage, imageInputs} from '../sources/images.ts';
import {copiedSources, filesOfDockerfile, inputsKey} from '../sources/inputs.ts';
import type {Part, Say} from '../part.ts';
import type {Refusal} from '../refusal.ts';

/** An image made from a Dockerfile of this package; it is made anew when a file changes that the Dockerfile reads. */
export interface OwnImage {
  readonly tag: string;
  readonly title: string;
  /** The build context, relative to the package's folder. */
  readonly context: string;
  /** The Dockerfile, relative to the context. */
  readonly dockerfile: string;
  readonly needs: readonly string[];
  readonly expectedMs: number;
  /** What the Dockerfile copies beside files of this package. */
  readonly artefacts?: readonly Artefact[];
}

/** A file or folder for a build that is made outside it, where this machine's own settings and checks hold. */
export interface Artefact {
  /** Its name in the context of the build. */
  readonly name: string;
  /** The files of this package that decide about it, relative to the context, and whatever else does. */
  readonly files: readonly string[];
  readonly others: readonly unknown[];
  changes(bench: Bench): Promise<readonly Change[] | Refusal>;
  /** Gets what it needs, and gives what makes it at a path that is not there yet. */
  prepare(bench: Bench, say: Say): Promise<Refusal | ((path: string) => Promise<void>)>;
}

/** The part that provides an image of this package. */
export function imagePart(image: OwnImage): Part {
  return {
    name: image.tag,
    title: image.title,
    needs: image.needs,
    async find(bench) {
      const [made, inputs] = await Promise.all([imageInputs(bench, image.tag), inputsOf(bench, image)]);
      return made === inputs.key ? image.tag : undefined;
    },
    ways: [
      {
        how: 'build',
        title: `build ${image.tag}`,
        expectedMs: image.expectedMs,
        changes: async (bench) => changesOf(bench, image),
        provide: async (bench, say) => build(bench, image, say),
      },
    ],
    byHand: `Look into the log for what "docker build" of ${image.context}/${image.dockerfile} said`,
  };
}

async function changesOf(bench: Bench, {tag, artefacts = []}: OwnImage): Promise<readonly Change[] | Refusal> {
  const made: Change[] = [];
  for (const artefact of artefacts) {
    const changes = await artefact.changes(bench);
    if ('refused' in changes) return changes;
    made.push(...changes);
  }
  const packages = {
    kind: 'download',
    what: 'packages for the images',
    from: "Debian's mirrors, signed by its archive, and npm by lock files",
  } as const;
  return [packages, ...made, {kind: 'image', tag, how: 'build'}];
}

interface Inputs {
  readonly key: string;
  readonly files: readonly string[];
  /** The Dockerfile copies `node_modules`, which `npm ci` makes from the lock file. */
  readonly modules: boolean;
}

async function inputsOf(bench: Bench, image: OwnImage): Promise<Inputs> {
  const context = join(bench.home, image.context);
  const modules = copiedSources(await readFile(join(context, image.dockerfile), 'utf8')).includes('node_modules');
  const files = [
    ...(await filesOfDockerfile(context, image.dockerfile)),
    ...(modules ? ['package.json', 'package-lock.json'] : []),
  ];
  const {artefacts = []} = image;
  const decisive = [...files, ...artefacts.flatMap((artefact) => artefact.files)];
  const others = artefacts.map((artefact) => artefact.others);
  return {key: await inputsKey(context, decisive, others), files, modules};
}

/**
 * The artefacts of an image in the cache, made where they are not there yet: by name, or why one cannot be had.
 */
async function artefactsOf(
  bench: Bench,
  {tag, context, artefacts = []}: OwnImage,
  say: Say,
): Promise<ReadonlyMap<string, string> | Refusal> {
  const made = new Map<string, string>();
  for (const artefact of artefacts) {
    const {name, files, others} = artefact;
    const key = await inputsKey(join(bench.home, context), files, others);
    const path = join(bench.cache, 'artefacts', `${slug(tag)}-${key}`, name);
    if (!existsSync(path)) {
      const make = await artefact.prepare(bench, say);
      if ('refused' in make) return make;
      await makeWhole(path, make);
    }
    made.set(name, path);
  }
  return made;
}

/**
 * Builds from a context of its own that has only what the Dockerfile reads: the package's folder may be read-only, and
 * is left as it is.
 */
async function build(bench: Bench, image: OwnImage, say: Say): Promise<Refusal | undefined> {
  const artefacts = await artefactsOf(bench, image, say);
  if ('refused' in artefacts) return artefacts;
  const {key, files, modules} = await inputsOf(bench, image);
  const home = join(bench.home, image.context);
  await makeWhole(join(bench.cache, 'contexts', slug(image.tag)), async (context) => {
    for (const file of files) {
      await mkdir(dirname(join(context, file)), {recursive: true});
      await cp(join(home, file), join(context, file));
    }
    for (const [name, path] of artefacts) await cp(path, join(context, name), {recursive: true});
    if (modules) {
      say('npm ci');
      await bench.exec(['npm', 'ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], {
        cwd: context,
        timeoutMs: 10 * 60_000,
      });
    }
    say('docker build');
    await buildImage(bench, {tag: image.tag, context, dockerfile: join(context, image.dockerfile), inputs: key});
  });
  return undefined;
}

function slug(tag: string): string {
  return tag.replaceAll(/[/:]/g, '-');
}
