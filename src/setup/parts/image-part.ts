import {cp, mkdir, readFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {makeWhole} from '../sources/artefact.ts';
import type {Bench} from '../bench.ts';
import {buildImage, imageInputs} from '../sources/images.ts';
import {copiedSources, filesOfDockerfile, inputsKey} from '../sources/inputs.ts';
import type {Part, Say} from '../part.ts';

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
        changes: async () => [
          {
            kind: 'download',
            what: 'packages for the images',
            from: "Debian's mirrors, signed by its archive, and npm by lock files",
          },
          {kind: 'image', tag: image.tag, how: 'build'},
        ],
        async provide(bench, say) {
          await build(bench, image, say);
          return undefined;
        },
      },
    ],
    byHand: `Look into the log for what "docker build" of ${image.context}/${image.dockerfile} said`,
  };
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
  return {key: await inputsKey(context, files), files, modules};
}

/**
 * Builds from a context of its own that has only what the Dockerfile reads: the package's folder may be read-only, and
 * is left as it is.
 */
async function build(bench: Bench, image: OwnImage, say: Say): Promise<void> {
  const {key, files, modules} = await inputsOf(bench, image);
  const home = join(bench.home, image.context);
  await makeWhole(join(bench.cache, 'contexts', image.tag.replaceAll(/[/:]/g, '-')), async (context) => {
    for (const file of files) {
      await mkdir(dirname(join(context, file)), {recursive: true});
      await cp(join(home, file), join(context, file));
    }
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
}
