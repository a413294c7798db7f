import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {foreign} from './foreign.ts';
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
  return (await imagesOf(home, demos)).map((image) => imagePart(image));
}

/** The same for the subjects that nobody here wrote. */
export async function foreignParts(home: string): Promise<readonly Part[]> {
  return (await imagesOf(home, Object.keys(foreign))).map((image) => imagePart(image));
}

/** The tags of the demos' images. */
export async function demoTags(home: string): Promise<readonly string[]> {
  return (await imagesOf(home, demos)).map(({tag}) => tag);
}

async function imagesOf(home: string, subjects: readonly string[]): Promise<readonly OwnImage[]> {
  const found = subjects.map(async (subject) => {
    const artefacts = Object.hasOwn(foreign, subject) ? foreign[subject] : undefined;
    const files = await readdir(join(home, 'demo', subject, 'images'), {recursive: true}).catch(() => []);
    return files
      .flatMap((file) => /^([^/]+)\/Dockerfile$/.exec(file)?.[1] ?? [])
      .sort()
      .map((name): OwnImage => ({
        tag: `seatrial/${subject}-${name}:dev`,
        title: artefacts === undefined ? `Demo image ${name}` : `Image of ${subject}`,
        context: `demo/${subject}`,
        dockerfile: `images/${name}/Dockerfile`,
        needs: artefacts === undefined ? ['debian', 'node'] : ['debian'],
        expectedMs: artefacts === undefined ? 30_000 : 90_000,
        ...(artefacts === undefined ? {} : {artefacts}),
      }));
  });
  return (await Promise.all(found)).flat();
}
