import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {imagePart, type OwnImage} from './image-part.ts';
import type {Part} from './part.ts';

/** The image of the sentinel pods. */
export const sentinelTag = 'seatrial/sentinel:dev';

/** The part that provides the sentinel's image. Its compiler comes from Debian, so that one way serves machines with and without Go. */
export const sentinelPart: Part = imagePart({
  tag: sentinelTag,
  title: 'Sentinel image',
  context: 'node-image/sentinel',
  dockerfile: 'Dockerfile',
  needs: ['debian'],
  expectedMs: 45_000,
});

const demo = 'demo/shop';

/** The parts for the demo's images: one for each folder `demo/shop/images/<name>` with a Dockerfile, tagged `seatrial/shop-<name>:dev`. */
export async function demoParts(home: string): Promise<readonly Part[]> {
  return (await demoNames(home)).map((name) => imagePart(demoImage(name)));
}

/** The tags of the demo's images. */
export async function demoTags(home: string): Promise<readonly string[]> {
  return (await demoNames(home)).map((name) => demoImage(name).tag);
}

async function demoNames(home: string): Promise<readonly string[]> {
  const files = await readdir(join(home, demo, 'images'), {recursive: true}).catch(() => []);
  return files.flatMap((file) => /^([^/]+)\/Dockerfile$/.exec(file)?.[1] ?? []).sort();
}

function demoImage(name: string): OwnImage {
  return {
    tag: `seatrial/shop-${name}:dev`,
    title: `Demo image ${name}`,
    context: demo,
    dockerfile: `images/${name}/Dockerfile`,
    needs: ['debian', 'node'],
    expectedMs: 30_000,
  };
}
