import {existsSync} from 'node:fs';
import {join} from 'node:path';
import type {Bench} from '../bench.ts';
import type {Part, Say} from '../part.ts';
import type {Refusal} from '../refusal.ts';
import {makeWhole} from '../sources/artefact.ts';
import {findNodeImage} from './node-image.ts';

/** Minor versions of kubectl that are supported with the cluster's: one less, the same, one more. */
const suits = /^v1\.3[345]\./;

/** The path of a kubectl that suits the cluster: the one on the PATH, or ours in the cache. */
export async function findKubectl(bench: Bench): Promise<string | undefined> {
  const image = await findNodeImage(bench);
  if (image !== undefined && existsSync(cached(bench, image.version))) return cached(bench, image.version);
  const answer = await bench
    .exec(['kubectl', 'version', '--client', '--output', 'json'], {allowFailure: true, timeoutMs: 10_000})
    .catch(() => undefined);
  const version = /"gitVersion":\s*"([^"]+)"/.exec(answer?.stdout ?? '')?.[1];
  return version !== undefined && suits.test(version) ? 'kubectl' : undefined;
}

/**
 * kubectl, for rendering kustomizations and for people; taken out of the node image where the machine has none that
 * suits.
 */
export const kubectlPart: Part = {
  name: 'kubectl',
  title: 'kubectl',
  needs: ['node-image'],
  find: findKubectl,
  ways: [
    {
      how: 'install',
      title: 'take it out of the node image',
      expectedMs: 3000,
      changes: async (bench) => onLinux(bench) ?? [{kind: 'cache', what: 'kubectl'}],
      provide: extract,
    },
  ],
  byHand: 'Install kubectl 1.34',
};

async function extract(bench: Bench, say: Say): Promise<Refusal | undefined> {
  const refusal = onLinux(bench);
  if (refusal !== undefined) return refusal;
  const image = await findNodeImage(bench);
  if (image === undefined) return {refused: 'there is no node image'};
  say('docker cp');
  const container = (await bench.exec(['docker', 'create', '--network', 'none', image.image])).stdout.trim();
  try {
    await makeWhole(
      cached(bench, image.version),
      async (file) => void (await bench.exec(['docker', 'cp', '--follow-link', `${container}:/usr/bin/kubectl`, file])),
    );
  } finally {
    await bench.execAnyway(['docker', 'rm', '--force', '--volumes', container], {
      allowFailure: true,
      timeoutMs: 60_000,
    });
  }
  return undefined;
}

function onLinux(bench: Bench): Refusal | undefined {
  return bench.platform === 'linux'
    ? undefined
    : {refused: `the node image's kubectl does not run on ${bench.platform}`};
}

/**
 * A folder for each version: in a node image of our own, kubectl is one name of an executable that looks at the name it
 * is called by.
 */
function cached(bench: Bench, version: string): string {
  return join(bench.cache, `kubectl-${version}`, 'kubectl');
}
