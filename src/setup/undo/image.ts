import type {Bench} from '../bench.ts';
import {imageId} from '../sources/images.ts';
import type {Entry} from '../record.ts';

/** Removes an image of ours that is still the one set-up made. Resolves with why it was left, or nothing. */
export async function removeImage(
  {tag, id}: Extract<Entry, {readonly kind: 'image'}>,
  bench: Bench,
): Promise<string | undefined> {
  const engine = await bench
    .exec(['docker', 'info', '--format', '{{.ID}}'], {allowFailure: true, timeoutMs: 20_000})
    .catch(() => undefined);
  if (engine?.exitCode !== 0) return 'no Docker engine answers; start it and ask again';
  const now = await imageId(bench, tag);
  if (now === undefined) return undefined;
  if (id === undefined) return `set-up was cut off while it was made; "docker image rm ${tag}" removes it`;
  if (now !== id) return 'the tag is another image now';
  const removed = await bench.exec(['docker', 'image', 'rm', tag], {allowFailure: true});
  return removed.exitCode === 0 ? undefined : removed.stderr.trim().split('\n').at(-1);
}
