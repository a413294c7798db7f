import {commandLine} from '../system/command-line.ts';
import {join} from 'node:path';
import type {Clock} from '../system/clock.ts';
import {HarnessError} from '../system/errors.ts';
import type {Exec} from '../system/exec.ts';
import {benchHere, type Bench} from './bench.ts';
import {findEngine} from './parts/engine.ts';
import {findKind} from './parts/kind.ts';
import {findKubectl} from './parts/kubectl.ts';
import {requireLocalEngine} from './local-engine.ts';
import {findNodeImage} from './parts/node-image.ts';
import {demoTags, sentinelPart, sentinelTag} from './parts/own-images.ts';
import {hasImage, imageDigest} from './sources/images.ts';
import {pins} from './sources/pins.ts';
import type {Tools} from './tools.ts';

export interface FindToolsOptions {
  readonly exec: Exec;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/**
 * What this machine has been set up with; changes nothing and takes well under a second. Throws HarnessError
 * `not-set-up` that names all that is missing.
 */
export async function findTools(options: FindToolsOptions): Promise<Tools> {
  return toolsOn(benchHere(options));
}

/** The same on a given bench. */
export async function toolsOn(bench: Bench): Promise<Tools> {
  await requireLocalEngine(bench);
  const engine = await findEngine(bench);
  if (engine === undefined) throw notSetUp(['a Docker engine that answers']);
  const [kind, kubectl, node, sentinel, demoImages] = await Promise.all([
    findKind(bench),
    findKubectl(bench),
    findNodeImage(bench),
    sentinelPart.find(bench),
    presentDemoImages(bench),
  ]);
  const missing = Object.entries({kind, kubectl, 'the node image': node, 'the sentinel image': sentinel}).flatMap(
    ([name, found]) => (found === undefined ? [name] : []),
  );
  if (kind === undefined || kubectl === undefined || node === undefined || missing.length > 0) throw notSetUp(missing);
  return {
    kind,
    kubectl,
    nodeImage: node.image,
    imageDigests: await digests(bench, [node.image, pins.images.debian.tag, pins.images.node.tag]),
    kubernetesVersion: node.version,
    podNetwork: node.podNetwork,
    sentinelImage: sentinelTag,
    demoImages,
    metricsServer: join(bench.home, 'node-image', 'metrics-server.yaml'),
    cgroupVersion: engine.cgroupVersion,
    dockerVersion: engine.version,
  };
}

/** The same, or nothing on a machine that is not set up. */
export async function toolsIfThere(bench: Bench): Promise<Tools | undefined> {
  try {
    return await toolsOn(bench);
  } catch (error) {
    if (error instanceof HarnessError && error.code === 'not-set-up') return undefined;
    throw error;
  }
}

async function digests(bench: Bench, images: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const found = await Promise.all(images.map(async (image) => [image, await imageDigest(bench, image)] as const));
  return Object.fromEntries(found.flatMap(([image, digest]) => (digest === undefined ? [] : [[image, digest]])));
}

/** Those there are; whether a run needs one that is missing or out of date is known only when its subject is read. */
async function presentDemoImages(bench: Bench): Promise<readonly string[]> {
  const tags = await demoTags(bench.home);
  const there = await Promise.all(tags.map(async (tag) => hasImage(bench, tag)));
  return tags.filter((_, index) => there[index]);
}

function notSetUp(missing: readonly string[]): HarnessError {
  return new HarnessError('not-set-up', `This machine is not set up for trials: ${missing.join(', ')} missing`, {
    hint: `Run "${commandLine('setup')}"; "${commandLine('doctor')}" says what is there`,
  });
}
