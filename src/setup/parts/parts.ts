import {debianPart, nodePart} from './base-images.ts';
import {enginePart} from './engine.ts';
import {kindPart} from './kind.ts';
import {kubectlPart} from './kubectl.ts';
import {limitsPart} from './limits.ts';
import {nodeImagePart} from './node-image.ts';
import {demoParts, foreignParts, sentinelPart} from './own-images.ts';
import type {Part} from '../part.ts';

/** All that a machine needs for the trials of the demos and of a stranger's subject, each part after those it needs. */
export async function allParts(home: string): Promise<readonly Part[]> {
  return [
    limitsPart,
    enginePart,
    kindPart,
    debianPart,
    nodeImagePart,
    nodePart,
    sentinelPart,
    kubectlPart,
    ...(await demoParts(home)),
  ];
}

/**
 * The same, and what a subject with these images needs beside it: the image of a subject that nobody here wrote is made
 * only for a trial of it.
 */
export async function partsFor(home: string, images: readonly string[]): Promise<readonly Part[]> {
  return [...(await allParts(home)), ...(await foreignParts(home)).filter(({name}) => images.includes(name))];
}
