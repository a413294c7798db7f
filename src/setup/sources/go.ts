import {existsSync} from 'node:fs';
import {HarnessError} from '../../system/errors.ts';
import type {Bench} from '../bench.ts';
import type {Change} from '../change.ts';
import type {Say} from '../part.ts';
import type {Refusal} from '../refusal.ts';
import {addSuite, candidate, install, installable, installChanges, onPath, updateLists} from './debian.ts';

/** Runs the go command in a folder and gives what it printed on stdout; `system` is what it compiles for, this one by default. */
export type Go = (
  args: readonly string[],
  options: {readonly cwd: string; readonly system?: 'linux'},
) => Promise<string>;

const buildWithinMs = 40 * 60_000;
/** From this one on, Go fetches the version a module asks for by itself, from its module proxy. */
const oldest = [1, 21] as const;
const packaged = {name: 'golang-1.24-go', program: '/usr/lib/go-1.24/bin/go'} as const;
/** What Go leaves out of its checks: nothing. An empty value would mean the user's own setting. */
const uncheckedModules = 'none.invalid';
/**
 * Debian's Go does not fetch another version unless it is told to. Every module is in a `go.sum` of this package; the
 * toolchain that Go fetches is vouched for by the checksum database, and no setting of the user's takes either out of
 * the check.
 */
const settings = {
  CGO_ENABLED: '0',
  GOWORK: 'off',
  GOFLAGS: '-buildvcs=false -mod=readonly',
  GOTOOLCHAIN: 'auto',
  GONOSUMDB: uncheckedModules,
  GOINSECURE: uncheckedModules,
} as const;

/**
 * Go counts how it is used, in files below the user's configuration, when it is only asked for its version too: here it
 * has no such place.
 */
const onlyLooking = {HOME: '/dev/null', XDG_CONFIG_HOME: '/dev/null', GOENV: 'off', GOTOOLCHAIN: 'local'} as const;

/**
 * The go command of this machine, or one from Debian's packages. Modules and their checksums come from wherever its own
 * settings say.
 */
export async function provideGo(bench: Bench, say: Say): Promise<Go | Refusal> {
  const there = await findGo(bench);
  if (there !== undefined) return there;
  const release = await installable(bench);
  if ('refused' in release)
    return {refused: `there is no Go ${oldest.join('.')} or later here to compile it with, and ${release.refused}`};
  const suite = await addSuite(bench, release);
  await updateLists(bench, say);
  const version = await candidate(bench, packaged.name, suite);
  if (version === undefined)
    return {refused: `there is no Go here to compile it with, and apt offers no ${packaged.name} from ${suite}`};
  return (
    (await install(bench, [`${packaged.name}=${version}`, 'ca-certificates'], say)) ??
    (await findGo(bench)) ?? {refused: `${packaged.name} was installed and does not run`}
  );
}

/**
 * What compiling with Go would change here: its modules are fetched, and Go itself where there is none; or why it
 * cannot be done.
 */
export async function goChanges(bench: Bench, about: string): Promise<readonly Change[] | Refusal> {
  const modules: Change = {
    kind: 'download',
    what: 'Go modules (and a toolchain where Go is older)',
    from: "Go's module proxy",
    about,
  };
  if ((await findGo(bench)) !== undefined) return [modules];
  const installing = await installChanges(bench, [packaged.name, 'ca-certificates']);
  return 'refused' in installing ? installing : [...installing, modules];
}

/**
 * Where the sources of a module are that the `go.mod` in a folder requires; downloads them first where they are not
 * there yet.
 */
export async function moduleFolder(go: Go, module: string, cwd: string): Promise<string> {
  const answer: unknown = JSON.parse(await go(['mod', 'download', '-json', module], {cwd}));
  if (typeof answer === 'object' && answer !== null && 'Dir' in answer) return String(answer.Dir);
  throw new HarnessError('go-module', `go mod download did not say where ${module} is`);
}

async function findGo(bench: Bench): Promise<Go | undefined> {
  const programs = [
    ...((await onPath(bench, 'go')) ? ['go'] : []),
    ...(existsSync(packaged.program) ? [packaged.program] : []),
  ];
  for (const program of programs) {
    const version = (
      await bench.exec([program, 'env', 'GOVERSION'], {cwd: bench.home, env: onlyLooking, allowFailure: true})
    ).stdout.trim();
    if (recent(version))
      return async (args, {cwd, system}) => {
        const env = {...settings, ...(system === undefined ? {} : {GOOS: system})};
        return (await bench.exec([program, ...args], {cwd, env, timeoutMs: buildWithinMs})).stdout;
      };
  }
  return undefined;
}

function recent(version: string): boolean {
  const [major = 0, minor = 0] = version
    .replace(/^go/, '')
    .split('.')
    .map((part) => Number.parseInt(part, 10));
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}
