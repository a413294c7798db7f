import {existsSync} from 'node:fs';
import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import type {Bench} from '../bench.ts';
import type {Part, Say} from '../part.ts';
import type {Refusal} from '../refusal.ts';
import {makeWhole} from '../sources/artefact.ts';
import {pathOf} from '../sources/debian.ts';
import {goChanges, provideGo} from '../sources/go.ts';

/** A program that reads manifests, which only some subjects need. */
interface GoProgram {
  readonly name: string;
  readonly title: string;
  readonly version: string;
  /** The package of its main function. */
  readonly source: string;
  /** The folder of this package whose go.mod holds it. */
  readonly folder: string;
  /** Asks one on the PATH for its version; what it prints must match `suits`. */
  readonly versionArgs: readonly string[];
  readonly suits: RegExp;
  readonly about: string;
  readonly expectedMs: number;
}

/** The part of such a program: the one on the PATH where it suits, else compiled from its Go module. */
export function goProgramPart(program: GoProgram): Part {
  const {name, title, version, source, folder, about, expectedMs} = program;
  const cached = ({cache}: Bench): string => join(cache, `${name}-${version}`, name);
  const compile = async (bench: Bench, say: Say): Promise<Refusal | undefined> => {
    const go = await provideGo(bench, say);
    if (typeof go !== 'function') return go;
    say('go build');
    await makeWhole(join(bench.cache, `${name}-${version}`), async (target) => {
      await mkdir(target, {recursive: true});
      await go(['build', '-trimpath', '-ldflags', '-s -w', '-o', `${target}/`, source], {
        cwd: join(bench.home, folder),
      });
    });
    return undefined;
  };
  return {
    name,
    title,
    needs: [],
    async find(bench) {
      if (existsSync(cached(bench))) return cached(bench);
      return suiting(bench, program);
    },
    ways: [
      {
        how: 'build',
        title: 'compile it from its Go module',
        expectedMs,
        async changes(bench) {
          const go = await goChanges(bench, about);
          return 'refused' in go ? go : [...go, {kind: 'cache', what: title}];
        },
        provide: compile,
      },
    ],
    byHand: `Install ${title}`,
  };
}

/** The absolute path of one on the PATH: it is run where the PATH leads nowhere. */
async function suiting(bench: Bench, {name, versionArgs, suits}: GoProgram): Promise<string | undefined> {
  const path = await pathOf(bench, name);
  if (path === undefined) return undefined;
  const answer = await bench
    .exec([path, ...versionArgs], {allowFailure: true, timeoutMs: 10_000})
    .catch(() => undefined);
  return answer?.exitCode === 0 && suits.test(answer.stdout) ? path : undefined;
}
