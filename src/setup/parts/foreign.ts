import {cp, mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Bench} from '../bench.ts';
import {download} from '../sources/download.ts';
import {goChanges, moduleFolder, provideGo} from '../sources/go.ts';
import {pins} from '../sources/pins.ts';
import type {Artefact} from './image-part.ts';

/**
 * What the images of subjects that nobody here wrote are made from, by the folder of the subject in `demo`. It comes from
 * package registries, by this machine's own settings for them, and each piece is held by a checksum.
 */
export const foreign: Readonly<Record<string, readonly Artefact[]>> = {
  podinfo: [podinfo()],
  zipkin: [zipkin()],
};

/** Its two programs, compiled from the module, and its page. */
function podinfo(): Artefact {
  const {module} = pins.podinfo;
  const folder = (bench: Bench): string => join(bench.home, 'demo', 'podinfo', 'module');
  return {
    name: 'built',
    files: ['module/go.mod', 'module/go.sum'],
    others: [pins.podinfo],
    changes: async (bench) => goChanges(bench, '40 MB'),
    async prepare(bench, say) {
      const go = await provideGo(bench, say);
      if (typeof go !== 'function') return go;
      return async (path) => {
        const cwd = folder(bench);
        const programs = ['podinfo', 'podcli'].map((name) => `${module}/cmd/${name}`);
        say('compiling podinfo from its Go module');
        await mkdir(path, {recursive: true});
        await go(['build', '-trimpath', '-ldflags', '-s -w', '-o', `${path}/`, ...programs], {cwd, system: 'linux'});
        await cp(join(await moduleFolder(go, module, cwd), 'ui'), join(path, 'ui'), {recursive: true});
        // Folders of the module cache are read-only: this one is moved and removed.
        await bench.exec(['chmod', '-R', 'u+w', path]);
      };
    },
  };
}

/** Where Maven itself looks when nobody tells it otherwise. */
const central = 'https://repo.maven.apache.org/maven2';
const jarWithinMs = 15 * 60_000;

function zipkin(): Artefact {
  const {group, artifact, version, classifier, sha256} = pins.zipkin;
  const file = `${artifact}-${version}-${classifier}.jar`;
  return {
    name: 'zipkin.jar',
    files: [],
    others: [pins.zipkin],
    changes: async () => [
      {kind: 'download', what: file, from: "Maven's central repository, held by its SHA-256", about: '131 MB'},
    ],
    async prepare(bench, say) {
      say(`fetching ${file}`);
      const url = [central, ...group.split('.'), artifact, version, file].join('/');
      const jar = await download(url, {sha256, wholeWithinMs: jarWithinMs, signal: bench.signal});
      return 'refused' in jar ? jar : async (path) => writeFile(path, jar.bytes);
    },
  };
}
