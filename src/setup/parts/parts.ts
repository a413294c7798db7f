import {debianPart, nodePart} from './base-images.ts';
import {enginePart} from './engine.ts';
import {kindPart} from './kind.ts';
import {kubectlPart} from './kubectl.ts';
import {limitsPart} from './limits.ts';
import {nodeImagePart} from './node-image.ts';
import {demoParts, sentinelPart} from './own-images.ts';
import type {Part} from '../part.ts';

/** All that a machine needs, each part after those it needs. */
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
