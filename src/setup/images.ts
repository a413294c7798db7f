import {join} from 'node:path';
import type {Bench} from './bench.ts';
import {filesOfDockerfile, inputsKey} from './inputs.ts';
import type {Part, Say} from './part.ts';

/** The label that says from which inputs an image of ours was made. */
export const inputsLabel = 'seatrial.inputs';

/** Whether the engine has an image. */
export async function hasImage(bench: Bench, image: string): Promise<boolean> {
  return (await bench.exec(['docker', 'image', 'inspect', '--format', '{{.Id}}', image], {allowFailure: true})).exitCode === 0;
}

/** The key of the inputs an image of ours was made from; nothing when it is not in the engine or not ours. */
export async function imageInputs(bench: Bench, image: string): Promise<string | undefined> {
  const answer = await bench.exec(['docker', 'image', 'inspect', '--format', `{{index .Config.Labels "${inputsLabel}"}}`, image], {
    allowFailure: true,
  });
  return answer.exitCode === 0 && answer.stdout.trim() !== '' ? answer.stdout.trim() : undefined;
}

/** Builds a Dockerfile. The host's network, because a build needs the package mirrors and nothing else may depend on the engine's own network. */
export async function buildImage(
  bench: Bench,
  image: {readonly tag: string; readonly context: string; readonly dockerfile: string; readonly inputs: string},
): Promise<void> {
  await bench.exec(
    [
      'docker',
      'build',
      '--network',
      'host',
      '--label',
      `${inputsLabel}=${image.inputs}`,
      '--tag',
      image.tag,
      '--file',
      image.dockerfile,
      image.context,
    ],
    {timeoutMs: 20 * 60_000},
  );
}

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
  const key = async (bench: Bench): Promise<string> => {
    const context = join(bench.home, image.context);
    return inputsKey(context, await filesOfDockerfile(context, image.dockerfile));
  };
  return {
    name: image.tag,
    title: image.title,
    needs: image.needs,
    async find(bench) {
      return (await imageInputs(bench, image.tag)) === (await key(bench)) ? image.tag : undefined;
    },
    ways: [
      {
        how: 'build',
        title: `build ${image.tag}`,
        expectedMs: image.expectedMs,
        async provide(bench: Bench, say: Say) {
          say('docker build');
          const context = join(bench.home, image.context);
          await buildImage(bench, {tag: image.tag, context, dockerfile: join(context, image.dockerfile), inputs: await key(bench)});
          return undefined;
        },
      },
    ],
    byHand: `Look into the log for what "docker build" of ${image.context}/${image.dockerfile} said`,
  };
}
