import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {imagePart, type OwnImage} from './image-part.ts';
import type {Part} from '../part.ts';

/** The image of the sentinel pods. */
export const sentinelTag = 'seatrial/sentinel:dev';

/**
 * The part that provides the sentinel's image. Its compiler comes from Debian, so that one way serves machines with and
 * without Go.
 */
export const sentinelPart: Part = imagePart({
  tag: sentinelTag,
  title: 'Sentinel image',
  context: 'node-image/sentinel',
  dockerfile: 'Dockerfile',
  needs: ['debian'],
  expectedMs: 45_000,
});

const demos = ['shop', 'plain'] as const;

/**
 * The parts for the images of the demos: one for each folder `demo/<demo>/images/<name>` with a Dockerfile, tagged
 * `seatrial/<demo>-<name>:dev`.
 */
export async function demoParts(home: string): Promise<readonly Part[]> {
  return (await demoImages(home)).map((image) => imagePart(image));
}

/** The tags of the demos' images. */
export async function demoTags(home: string): Promise<readonly string[]> {
  return (await demoImages(home)).map(({tag}) => tag);
}

async function demoImages(home: string): Promise<readonly OwnImage[]> {
  const found = demos.map(async (demo) => {
    const files = await readdir(join(home, 'demo', demo, 'images'), {recursive: true}).catch(() => []);
    return files
      .flatMap((file) => /^([^/]+)\/Dockerfile$/.exec(file)?.[1] ?? [])
      .sort()
      .map((name): OwnImage => ({
        tag: `seatrial/${demo}-${name}:dev`,
        title: `Demo image ${name}`,
        context: `demo/${demo}`,
        dockerfile: `images/${name}/Dockerfile`,
        needs: ['debian', 'node'],
        expectedMs: 30_000,
      }));
  });
  return (await Promise.all(found)).flat();
}
