import type {Bench} from '../bench.ts';

/** The label that says from which inputs an image of ours was made. */
export const inputsLabel = 'seatrial.inputs';

/** Whether the engine has an image. */
export async function hasImage(bench: Bench, image: string): Promise<boolean> {
  return (await imageId(bench, image)) !== undefined;
}

/** The ID of an image in the engine; nothing when it is not there. */
export async function imageId(bench: Bench, image: string): Promise<string | undefined> {
  const answer = await bench.exec(['docker', 'image', 'inspect', '--format', '{{.Id}}', image], {allowFailure: true});
  return answer.exitCode === 0 ? answer.stdout.trim() : undefined;
}

/**
 * What an image is, byte for byte: the digest its registry gave, or the ID of one that was made here. Nothing when it
 * is not there.
 */
export async function imageDigest(bench: Bench, image: string): Promise<string | undefined> {
  const answer = await bench.exec(
    ['docker', 'image', 'inspect', '--format', '{{.Id}} {{range .RepoDigests}}{{.}} {{end}}', image],
    {
      allowFailure: true,
    },
  );
  if (answer.exitCode !== 0) return undefined;
  const [id = '', ...pulled] = answer.stdout.trim().split(' ');
  return pulled[0]?.includes('@') === true ? pulled[0].slice(pulled[0].indexOf('@') + 1) : `${id} (made here)`;
}

/** The key of the inputs an image of ours was made from; nothing when it is not in the engine or not ours. */
export async function imageInputs(bench: Bench, image: string): Promise<string | undefined> {
  const answer = await bench.exec(
    ['docker', 'image', 'inspect', '--format', `{{index .Config.Labels "${inputsLabel}"}}`, image],
    {
      allowFailure: true,
    },
  );
  return answer.exitCode === 0 && answer.stdout.trim() !== '' ? answer.stdout.trim() : undefined;
}

/**
 * Builds a Dockerfile, and removes the image that had the tag before unless something still uses it. The host's
 * network, because a build needs the package mirrors and nothing else may depend on the engine's own network.
 */
export async function buildImage(
  bench: Bench,
  image: {readonly tag: string; readonly context: string; readonly dockerfile: string; readonly inputs: string},
): Promise<void> {
  const before = await imageId(bench, image.tag);
  await bench.exec(
    [
      'docker',
      'build',
      // A step that fails leaves its container otherwise.
      '--force-rm',
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
  if (before !== undefined && before !== (await imageId(bench, image.tag))) {
    await bench.exec(['docker', 'image', 'rm', before], {allowFailure: true});
  }
}
