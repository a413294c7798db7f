import {join} from 'node:path';
import type {Bench} from './bench.ts';
import {onPath} from './debian.ts';
import {pins} from './pins.ts';
import type {Refusal} from './part.ts';

/** Runs the go command in a folder; `env` adds to the settings every build here has. */
export type Go = (args: readonly string[], options: {readonly cwd: string; readonly env?: Readonly<Record<string, string>>}) => Promise<void>;

const buildWithinMs = 40 * 60_000;
/** Go before this one does not fetch the version a module asks for by itself. */
const oldest = [1, 21] as const;

/** The go command of this machine, or why it cannot be used. Modules and their checksums come from wherever its own settings say. */
export async function findGo(bench: Bench): Promise<Go | Refusal> {
  if (!(await onPath(bench, 'go'))) return {refused: `there is no Go here to compile it with (install Go ${pins.go}, or Debian's golang-go)`};
  const version = (await bench.exec(['go', 'env', 'GOVERSION'], {cwd: bench.home})).stdout.trim();
  const [major = 0, minor = 0] = version
    .replace(/^go/, '')
    .split('.')
    .map((part) => Number.parseInt(part, 10));
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1]))
    return {refused: `the Go here is ${version}, and ${oldest.join('.')} or later is needed`};
  const settings = {CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '-buildvcs=false'};
  return async (args, {cwd, env}) => void (await bench.exec(['go', ...args], {cwd, env: {...settings, ...env}, timeoutMs: buildWithinMs}));
}

/** Where the sources of a downloaded module are. Throws when it cannot be downloaded. */
export async function moduleFolder(bench: Bench, module: string): Promise<string> {
  const told = await bench.exec(['go', 'mod', 'download', '-json', module], {
    cwd: join(bench.home, 'node-image'),
    env: {GOWORK: 'off'},
    timeoutMs: buildWithinMs,
  });
  const answer: unknown = JSON.parse(told.stdout);
  return typeof answer === 'object' && answer !== null && 'Dir' in answer ? String(answer.Dir) : '';
}
