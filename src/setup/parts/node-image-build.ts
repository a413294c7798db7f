import {existsSync} from 'node:fs';
import {copyFile, cp, mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Bench} from '../bench.ts';
import type {Say} from '../part.ts';
import type {Refusal} from '../refusal.ts';
import {makeWhole} from '../sources/artefact.ts';
import {type Go, moduleFolder, provideGo} from '../sources/go.ts';
import {inputsKey} from '../sources/inputs.ts';
import {pins} from '../sources/pins.ts';
import {addImages} from './node-image-contents.ts';
import {storageManifest} from './storage-manifest.ts';

const {built} = pins.kubernetes;

/** The tag of the node without the images in it, on which the node image is based. */
export function baseTag(key: string): string {
  return madeTag('node-base', key);
}

function madeTag(target: string, key: string): string {
  return `seatrial/${target}:${built.version}-${key}`;
}

/**
 * Builds the node image from Go modules and Debian's packages. What was compiled stays in the cache, so that an
 * interrupted build goes on from there.
 */
export async function buildNodeImage(bench: Bench, key: string, tag: string, say: Say): Promise<Refusal | undefined> {
  const go = await provideGo(bench, say);
  if (typeof go !== 'function') return go;
  const sources = await inputsKey(
    join(bench.home, 'node-image'),
    ['go.mod', 'go.sum', 'main.go', 'pause/main.go'],
    [built, pins.localPath, bench.arch],
  );
  const binaries = join(bench.cache, `binaries-${sources}`);
  if (!existsSync(binaries)) await makeWhole(binaries, async (folder) => compile(bench, go, folder, say));
  const context = join(bench.cache, `node-image-${key}`);
  await makeWhole(context, async (folder) => layOut(bench, go, binaries, folder));
  const made = (target: string): string => madeTag(target, key);
  say('building the images that run in a node');
  for (const target of Object.keys(namesInNode)) await buildTarget(bench, context, target, made(target));
  say('building the node');
  const base = baseTag(key);
  await bench.exec(
    [
      'docker',
      'build',
      '--force-rm',
      '--network',
      'host',
      '--build-arg',
      `KUBERNETES_VERSION=${built.version}`,
      '--tag',
      base,
      context,
    ],
    {
      timeoutMs: 20 * 60_000,
    },
  );
  say('adding the images to the node');
  const images = Object.entries(namesInNode).map(([target, names]) => ({image: made(target), names}));
  await addImages(bench, {base, images, tag, inputs: key});
  await bench.exec(['docker', 'image', 'rm', ...images.map(({image}) => image)], {allowFailure: true});
  await rm(context, {recursive: true, force: true});
  return undefined;
}

/** Compiles everything into a folder. `go build` names an executable after its package. */
async function compile(bench: Bench, go: Go, folder: string, say: Say): Promise<void> {
  const home = join(bench.home, 'node-image');
  const versions = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((name) =>
    versionFlags(name),
  );
  const flags = [
    '-s',
    '-w',
    ...versions,
    '-X',
    `sigs.k8s.io/cri-tools/pkg/version.Version=${pins.goModules['sigs.k8s.io/cri-tools']}`,
  ];
  await mkdir(folder, {recursive: true});
  say('compiling the storage provisioner');
  await go(['build', '-trimpath', '-ldflags', '-s -w', '-o', `${folder}/`, pins.localPath.module], {
    cwd: join(bench.home, 'storage-provisioner'),
  });
  say('compiling Kubernetes, etcd, CoreDNS, kube-router and metrics-server');
  await go(['build', '-trimpath', '-ldflags', flags.join(' '), '-o', `${folder}/`, '.', './pause', ...tools], {
    cwd: home,
  });
}

const tools = [
  'github.com/coredns/coredns',
  'github.com/cloudnativelabs/kube-router/v2/cmd/kube-router',
  'sigs.k8s.io/cri-tools/cmd/crictl',
  'sigs.k8s.io/metrics-server/cmd/metrics-server',
] as const;

function versionFlags(variables: string): readonly string[] {
  const [major = '', minor = ''] = built.version.slice(1).split('.');
  const values = {
    gitVersion: built.version,
    gitMajor: major,
    gitMinor: minor,
    gitTreeState: 'clean',
    gitCommit: 'module',
    buildDate: '2026-01-01T00:00:00Z',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-X', `${variables}.${name}=${value}`]);
}

/** The build context: Dockerfiles, executables, kind's files for a node, and the manifests that kind applies. */
async function layOut(bench: Bench, go: Go, binaries: string, folder: string): Promise<void> {
  const home = join(bench.home, 'node-image');
  const kind = await moduleFolder(go, `sigs.k8s.io/kind@${pins.kind.version}`, home);
  await mkdir(join(folder, 'manifests'), {recursive: true});
  await cp(binaries, join(folder, 'bin'), {recursive: true});
  await cp(join(kind, 'images', 'base', 'files'), join(folder, 'kind'), {recursive: true});
  // The module cache is read-only, folders too; docker and rm need to get in.
  await bench.exec(['chmod', '-R', 'u+w', join(folder, 'kind')]);
  for (const name of ['Dockerfile', 'components.Dockerfile']) await copyFile(join(home, name), join(folder, name));
  await copyFile(join(home, 'default-cni.yaml'), join(folder, 'manifests', 'default-cni.yaml'));
  const source = await readFile(join(kind, 'pkg', 'build', 'nodeimage', 'const_storage.go'), 'utf8');
  await writeFile(
    join(folder, 'manifests', 'default-storage.yaml'),
    storageManifest(source, {provisioner: localPathImage, helper: helperImage}),
  );
}

const localPathImage = `docker.io/rancher/local-path-provisioner:${pins.localPath.version}`;
/** A shell that makes and removes folders. Not tagged "latest": that would always be pulled. */
const helperImage = 'docker.io/rancher/local-path-helper:components';

/** The names under which a node looks for what the stages of `components.Dockerfile` make. */
const namesInNode: Readonly<Record<string, readonly string[]>> = {
  components: [
    ...['kube-apiserver', 'kube-controller-manager', 'kube-proxy', 'kube-scheduler'].map(
      (name) => `registry.k8s.io/${name}:${built.version}`,
    ),
    built.etcd,
    `docker.io/cloudnativelabs/kube-router:${pins.goModules['github.com/cloudnativelabs/kube-router/v2']}`,
    localPathImage,
    helperImage,
  ],
  coredns: [built.coredns],
  'metrics-server': [`registry.k8s.io/metrics-server/metrics-server:${pins.goModules['sigs.k8s.io/metrics-server']}`],
  pause: [built.pause],
};

async function buildTarget(bench: Bench, context: string, target: string, tag: string): Promise<void> {
  await bench.exec(
    [
      'docker',
      'build',
      '--force-rm',
      '--network',
      'host',
      '--target',
      target,
      '--tag',
      tag,
      '--file',
      join(context, 'components.Dockerfile'),
      context,
    ],
    {timeoutMs: 20 * 60_000},
  );
}
