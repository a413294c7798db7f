import {createHash} from 'node:crypto';
import {copyFile, mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {HarnessError} from '../../system/errors.ts';
import type {Bench} from '../bench.ts';
import type {Change} from '../change.ts';
import type {Part, Say, Way} from '../part.ts';
import type {Refusal} from '../refusal.ts';
import {makeWhole} from '../sources/artefact.ts';
import {install, installable, installChanges, onPath, ownMirror, updateLists} from '../sources/debian.ts';
import {buildImage, hasImage} from '../sources/images.ts';
import {pinnedKeyring} from '../sources/keyring.ts';
import {pins} from '../sources/pins.ts';

const {debian, node} = pins.images;

/** The Debian base image: any that carries the tag will do. */
export const debianPart: Part = {
  name: 'debian',
  title: `Base image ${debian.tag}`,
  needs: ['engine'],
  find: async (bench) => ((await hasImage(bench, debian.tag)) ? debian.tag : undefined),
  ways: [
    pulling(debian, 15_000),
    {
      how: 'build',
      title: "build it from Debian's packages",
      expectedMs: 60_000,
      changes: bootstrapping,
      provide: bootstrap,
    },
  ],
  byHand: `Provide the image ${debian.tag} ("docker pull" or "docker load")`,
};

/** The Node base image: any that carries the tag will do. */
export const nodePart: Part = {
  name: 'node',
  title: `Base image ${node.tag}`,
  needs: ['debian'],
  find: async (bench) => ((await hasImage(bench, node.tag)) ? node.tag : undefined),
  ways: [
    pulling(node, 20_000),
    {
      how: 'build',
      title: "build it from npm's package of Node",
      expectedMs: 20_000,
      changes: fromNpm,
      provide: nodeFromNpm,
    },
  ],
  byHand: `Provide the image ${node.tag} ("docker pull" or "docker load")`,
};

/** Pulled by its digest where one is pinned; it then gets the tag that the Dockerfiles name. */
function pulling({tag, digest}: {readonly tag: string; readonly digest: string | undefined}, expectedMs: number): Way {
  return {
    how: 'pull',
    title: `pull ${tag}`,
    expectedMs,
    changes: async () => [{kind: 'image', tag, how: 'pull'}],
    async provide(bench) {
      if (digest === undefined) return bench.registry.pull(tag);
      const refusal = await bench.registry.pull(`${tag}@${digest}`);
      if (refusal === undefined) await bench.exec(['docker', 'tag', `${tag}@${digest}`, tag]);
      return refusal;
    },
  };
}

const builtDebian: Change = {kind: 'image', tag: debian.tag, how: 'build'};

async function bootstrapping(bench: Bench): Promise<readonly Change[] | Refusal> {
  const release = await installable(bench);
  if ('refused' in release) return release;
  if (release.id !== 'debian') return anotherMirror;
  const keyring = await pinnedKeyring(bench);
  if ('refused' in keyring) return keyring;
  const installing = (await onPath(bench, 'debootstrap')) ? [] : await installChanges(bench, ['debootstrap']);
  if ('refused' in installing) return installing;
  const packages: Change = {
    kind: 'download',
    what: `the packages of ${debian.tag}`,
    from: "apt's own mirror, signed by Debian's archive",
    about: '40 MB',
  };
  return [...installing, packages, builtDebian];
}

const anotherMirror: Refusal = {refused: 'debootstrap needs a Debian mirror, and this machine has another one'};

async function fromNpm(bench: Bench): Promise<readonly Change[] | Refusal> {
  const name = nodePackage(bench)?.name;
  if (name === undefined) return {refused: `no package of Node is pinned for ${bench.arch}`};
  if (!(await onPath(bench, 'npm'))) return {refused: 'no npm on this machine'};
  return [
    {kind: 'download', what: `${name} ${node.version}`, from: "npm's registry, held by its checksum", about: '60 MB'},
    {kind: 'image', tag: node.tag, how: 'build'},
  ];
}

function nodePackage(bench: Bench): (typeof pins.nodePackages)['x64' | 'arm64'] | undefined {
  return bench.arch === 'x64' || bench.arch === 'arm64' ? pins.nodePackages[bench.arch] : undefined;
}

async function bootstrap(bench: Bench, say: Say): Promise<Refusal | undefined> {
  const release = await installable(bench);
  if ('refused' in release) return release;
  if (release.id !== 'debian') return anotherMirror;
  const keyring = await pinnedKeyring(bench);
  if ('refused' in keyring) return keyring;
  if (!(await onPath(bench, 'debootstrap'))) {
    await updateLists(bench, say);
    const refusal = await install(bench, ['debootstrap'], say);
    if (refusal !== undefined) return refusal;
  }
  const mirror = await ownMirror(bench, release);
  const root = join(bench.cache, 'debian-root');
  const archive = join(bench.cache, 'debian-root.tar');
  say('debootstrap');
  const keys = join(bench.cache, 'debian-archive-keyring.gpg');
  // The bytes that were checked, whatever becomes of the file of the machine.
  await makeWhole(keys, async (file) => writeFile(file, keyring.bytes));
  const signed = ['--force-check-gpg', `--keyring=${keys}`];
  await makeWhole(
    root,
    async (folder) =>
      void (await bench.exec(['debootstrap', ...signed, '--variant=minbase', debian.suite, folder, mirror.uri], {
        timeoutMs: 15 * 60_000,
      })),
  );
  say('importing');
  const left = [
    './var/cache/apt/archives/*.deb',
    './var/lib/apt/lists/*',
    './usr/share/doc/*',
    './usr/share/man/*',
    './usr/share/locale/*',
    './etc/resolv.conf',
    './etc/hostname',
  ];
  await bench.exec([
    'tar',
    '--create',
    '--file',
    archive,
    '--directory',
    root,
    ...left.map((path) => `--exclude=${path}`),
    '.',
  ]);
  await bench.exec(['docker', 'import', '--change', 'CMD ["bash"]', archive, debian.tag]);
  await Promise.all([rm(root, {recursive: true, force: true}), rm(archive, {force: true}), rm(keys, {force: true})]);
  return undefined;
}

async function nodeFromNpm(bench: Bench, say: Say): Promise<Refusal | undefined> {
  const pin = nodePackage(bench);
  if (pin === undefined) return {refused: `no package of Node is pinned for ${bench.arch}`};
  if (!(await onPath(bench, 'npm'))) return {refused: 'no npm on this machine'};
  const context = join(bench.cache, 'node-base');
  await makeWhole(context, async (folder) => {
    await mkdir(folder);
    say(`fetching ${pin.name}`);
    const wanted = `${pin.name}@${node.version}`;
    const packed = await bench.exec(['npm', 'pack', wanted, '--json', '--pack-destination', folder], {
      cwd: folder,
      timeoutMs: 10 * 60_000,
    });
    const filename = packedFile(packed.stdout, wanted);
    // The file's own bytes: what npm says of them is not what is unpacked.
    const digest = createHash('sha512')
      .update(await readFile(join(folder, filename)))
      .digest('base64');
    const integrity = `sha512-${digest}`;
    if (integrity !== pin.integrity)
      throw new HarnessError(
        'wrong-checksum',
        `${wanted} has the checksum ${integrity}, not the pinned ${pin.integrity}`,
      );
    await bench.exec([
      'tar',
      '--extract',
      '--file',
      join(folder, filename),
      '--directory',
      folder,
      '--strip-components=2',
      'package/bin/node',
    ]);
    await rm(join(folder, filename));
    await copyFile(join(bench.home, 'node-image', 'node.Dockerfile'), join(folder, 'Dockerfile'));
  });
  say('docker build');
  await buildImage(bench, {tag: node.tag, context, dockerfile: join(context, 'Dockerfile'), inputs: node.version});
  await rm(context, {recursive: true});
  return undefined;
}

/** The name of the file, in the folder that was asked for. */
function packedFile(json: string, wanted: string): string {
  const parsed: unknown = JSON.parse(json);
  const [first]: readonly unknown[] = Array.isArray(parsed) ? parsed : [];
  if (typeof first === 'object' && first !== null && 'filename' in first) return basename(String(first.filename));
  throw new HarnessError('npm-pack', `npm pack ${wanted} did not say which file it wrote`);
}
