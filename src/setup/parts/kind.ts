import {existsSync} from 'node:fs';
import {chmod, mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Bench} from '../bench.ts';
import type {Change} from '../change.ts';
import type {Part, Say} from '../part.ts';
import type {Refusal} from '../refusal.ts';
import {makeWhole} from '../sources/artefact.ts';
import {download} from '../sources/download.ts';
import {goChanges, provideGo} from '../sources/go.ts';
import {pins} from '../sources/pins.ts';

const {version, sha256} = pins.kind;
const wholeWithinMs = 5 * 60_000;

/** The path of kind in the pinned version: ours in the cache, or the one on the PATH. */
export async function findKind(bench: Bench): Promise<string | undefined> {
  const ours = cached(bench);
  if (existsSync(ours)) return ours;
  const answer = await bench
    .exec(['kind', 'version', '--quiet'], {allowFailure: true, timeoutMs: 10_000})
    .catch(() => undefined);
  return answer?.exitCode === 0 && `v${answer.stdout.trim().replace(/^v/, '')}` === version ? 'kind' : undefined;
}

/** kind, which creates the clusters. It is never required on the PATH. */
export const kindPart: Part = {
  name: 'kind',
  title: `kind ${version}`,
  needs: [],
  find: findKind,
  ways: [
    {how: 'download', title: 'download its release', expectedMs: 5000, changes: downloading, provide: downloadRelease},
    {how: 'build', title: 'compile it from its Go module', expectedMs: 40_000, changes: compiling, provide: compile},
  ],
  byHand: `Install kind ${version}, or Go ${pins.go} so that set-up can compile it`,
};

function cached(bench: Bench): string {
  return join(bench.cache, `kind-${version}`, 'kind');
}

const cachedChange: Change = {kind: 'cache', what: `kind ${version}`};

async function downloading(bench: Bench): Promise<readonly Change[] | Refusal> {
  const platform = platformOf(bench);
  if (!isPinned(platform)) return {refused: `no release of kind is pinned for ${platform}`};
  return [
    {kind: 'download', what: `kind ${version}`, from: 'its release on GitHub, held by its SHA-256', about: '10 MB'},
    cachedChange,
  ];
}

async function compiling(bench: Bench): Promise<readonly Change[] | Refusal> {
  const go = await goChanges(bench, '50 MB');
  return 'refused' in go ? go : [...go, cachedChange];
}

function platformOf(bench: Bench): string {
  return `${bench.platform}-${bench.arch === 'x64' ? 'amd64' : bench.arch}`;
}

async function downloadRelease(bench: Bench, say: Say): Promise<Refusal | undefined> {
  const platform = platformOf(bench);
  if (!isPinned(platform)) return {refused: `no release of kind is pinned for ${platform}`};
  const url = `https://github.com/kubernetes-sigs/kind/releases/download/${version}/kind-${platform}`;
  say(`fetching kind-${platform}`);
  const body = await download(url, {sha256: sha256[platform], wholeWithinMs, signal: bench.signal});
  if ('refused' in body) return body;
  await makeWhole(cached(bench), async (file) => {
    await writeFile(file, body.bytes);
    await chmod(file, 0o755);
  });
  return undefined;
}

async function compile(bench: Bench, say: Say): Promise<Refusal | undefined> {
  const go = await provideGo(bench, say);
  if (typeof go !== 'function') return go;
  say('go build');
  await makeWhole(join(bench.cache, `kind-${version}`), async (folder) => {
    await mkdir(folder, {recursive: true});
    await go(['build', '-trimpath', '-ldflags', '-s -w', '-o', `${folder}/`, 'sigs.k8s.io/kind'], {
      cwd: join(bench.home, 'node-image'),
    });
  });
  return undefined;
}

function isPinned(platform: string): platform is keyof typeof sha256 {
  return platform in sha256;
}
