import {mkdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {waitFor} from '../system/wait.ts';
import type {Bench} from './bench.ts';
import {inputsLabel} from './images.ts';

/** A node image without contents, and what is to be put into it. */
export interface NodeContents {
  readonly base: string;
  readonly images: readonly string[];
  readonly tag: string;
  readonly inputs: string;
}

/** Puts images into the containerd of a node image: needs a privileged container, which a Dockerfile does not have. */
export async function addImages(bench: Bench, contents: NodeContents): Promise<void> {
  const folder = join(bench.cache, `images-${contents.inputs}`);
  const name = `seatrial-node-image-${process.pid}`;
  await mkdir(folder, {recursive: true});
  try {
    await bench.exec(['docker', 'save', '--output', join(folder, 'images.tar'), ...contents.images]);
    await bench.exec([
      'docker',
      'run',
      '--detach',
      '--privileged',
      '--network',
      'none',
      '--name',
      name,
      '--entrypoint',
      '/bin/sleep',
      '--volume',
      `${folder}:/mnt:ro`,
      contents.base,
      'infinity',
    ]);
    const inside = async (...argv: readonly string[]) => bench.exec(['docker', 'exec', name, ...argv]);
    await bench.exec(['docker', 'exec', '--detach', name, 'containerd']);
    await waitFor(
      {what: 'containerd in the node image to answer', withinMs: 60_000, everyMs: 300, clock: bench.clock, signal: bench.signal},
      async () => {
        const answer = await bench.exec(['docker', 'exec', name, 'ctr', 'version'], {allowFailure: true});
        return answer.exitCode === 0 ? {done: true} : {seen: answer.stderr.trim()};
      },
    );
    // Not unpacked: the snapshots would lie on the storage driver of this engine. Pinned: the kubelet's garbage collection must leave them.
    await inside(
      'ctr',
      '--namespace',
      'k8s.io',
      'images',
      'import',
      '--label',
      'io.cri-containerd.pinned=pinned',
      '--all-platforms',
      '--no-unpack',
      '--digests',
      '/mnt/images.tar',
    );
    await inside(
      'sh',
      '-c',
      'pid=$(pidof containerd) && kill $pid && while kill -0 $pid 2> /dev/null; do sleep 0.1; done; rm -rf /var/lib/containerd/tmpmounts/*',
    );
    const changes = ['ENTRYPOINT ["/usr/local/bin/entrypoint", "/sbin/init"]', `LABEL ${inputsLabel}=${contents.inputs}`].flatMap((change) => [
      '--change',
      change,
    ]);
    await bench.exec(['docker', 'commit', ...changes, name, contents.tag]);
  } finally {
    await bench.execAnyway(['docker', 'rm', '--force', '--volumes', name], {allowFailure: true, timeoutMs: 60_000});
    await rm(folder, {recursive: true, force: true});
  }
}
