import {mkdir, mkdtemp, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {waitFor} from '../../system/wait.ts';
import type {Bench} from '../bench.ts';
import {inputsLabel} from '../sources/images.ts';

/** A node image without contents, and what is to be put into it. */
export interface NodeContents {
  readonly base: string;
  /** Images of this engine, and the names each is to have in the node. */
  readonly images: readonly {readonly image: string; readonly names: readonly string[]}[];
  readonly tag: string;
  readonly inputs: string;
}

/** Runs a command in the container and waits for its end. */
type Inside = (...argv: readonly string[]) => Promise<unknown>;

/** Puts images into the containerd of a node image: needs a privileged container, which a Dockerfile does not have. */
export async function addImages(bench: Bench, contents: NodeContents): Promise<void> {
  await mkdir(bench.cache, {recursive: true});
  // Its own, for another set-up may do the same with the same cache.
  const folder = await mkdtemp(join(bench.cache, 'images-'));
  const idFile = join(folder, 'container');
  try {
    await bench.exec([
      'docker',
      'save',
      '--output',
      join(folder, 'images.tar'),
      ...contents.images.map(({image}) => image),
    ]);
    const sleeping = ['--entrypoint', '/bin/sleep', '--volume', `${folder}:/mnt:ro`, contents.base, 'infinity'];
    const started = await bench.exec([
      'docker',
      'run',
      '--detach',
      '--privileged',
      '--network',
      'none',
      '--cidfile',
      idFile,
      ...sleeping,
    ]);
    const id = started.stdout.trim();
    await bench.exec(['docker', 'exec', '--detach', id, 'containerd']);
    await untilContainerd(bench, id);
    await importAll(contents, async (...argv) => bench.exec(['docker', 'exec', id, ...argv]));
    const changes = [
      'ENTRYPOINT ["/usr/local/bin/entrypoint", "/sbin/init"]',
      `LABEL ${inputsLabel}=${contents.inputs}`,
    ];
    await bench.exec(['docker', 'commit', ...changes.flatMap((change) => ['--change', change]), id, contents.tag]);
  } finally {
    // Written as the container is made, also where the command was cut off: a name could be somebody else's.
    const made = await readFile(idFile, 'utf8').catch(() => '');
    if (made !== '')
      await bench.execAnyway(['docker', 'rm', '--force', '--volumes', made.trim()], {
        allowFailure: true,
        timeoutMs: 60_000,
      });
    await rm(folder, {recursive: true, force: true});
  }
}

async function untilContainerd(bench: Bench, id: string): Promise<void> {
  const wait = {
    what: 'containerd in the node image to answer',
    withinMs: 60_000,
    everyMs: 300,
    clock: bench.clock,
    signal: bench.signal,
  };
  await waitFor(wait, async () => {
    const answer = await bench.exec(['docker', 'exec', id, 'ctr', 'version'], {allowFailure: true});
    return answer.exitCode === 0 ? {done: true} : {seen: answer.stderr.trim()};
  });
}

/**
 * Not unpacked, because snapshots made here would lie on this engine's storage driver; pinned, because the kubelet must
 * not collect them as garbage.
 */
async function importAll(contents: NodeContents, inside: Inside): Promise<void> {
  const images = ['ctr', '--namespace', 'k8s.io', 'images'];
  await inside(
    ...images,
    'import',
    '--label',
    'io.cri-containerd.pinned=pinned',
    '--all-platforms',
    '--no-unpack',
    '/mnt/images.tar',
  );
  for (const {image, names} of contents.images) {
    for (const called of names) await inside(...images, 'tag', `docker.io/${image}`, called);
    await inside(...images, 'rm', `docker.io/${image}`);
  }
  const stop =
    'pid=$(pidof containerd) && kill $pid && while kill -0 $pid 2> /dev/null; do sleep 0.1; done; rm -rf /var/lib/containerd/tmpmounts/*';
  await inside('sh', '-c', stop);
}
