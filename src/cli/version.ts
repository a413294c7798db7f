import {readFileSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {benchHere} from '../setup/bench.ts';
import {findNodeImage} from '../setup/parts/node-image.ts';
import {systemClock as clock} from '../system/clock.ts';
import {type Exec, exec} from '../system/exec.ts';
import {home} from './context.ts';

/** What `seatrial --version` says: this version, the commit it stands at, and the node image of clusters made here. */
export async function versionText(): Promise<string> {
  const [commit, image] = await Promise.all([commitOf(home, exec), findNodeImage(benchHere({exec, clock}))]);
  return [
    `seatrial ${ownVersion()}`,
    `commit ${commit ?? 'not known: neither a git work tree nor a build of one'}`,
    `node image ${image?.image ?? 'none in the Docker engine'}`,
  ].join('\n');
}

/** The version in the package's own package.json. */
export function ownVersion(): string {
  const {version} = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {readonly version: string};
  return version;
}

/**
 * The commit of a clone in `folder`, marked when files differ from it; else the one that its build recorded. A git work
 * tree around an installed package is somebody else's.
 */
export async function commitOf(folder: string, run: Exec): Promise<string | undefined> {
  const git = async (...argv: readonly string[]): Promise<string | undefined> => {
    const answer = await run(['git', '-C', folder, ...argv], {allowFailure: true, timeoutMs: 10_000}).catch(
      () => undefined,
    );
    return answer?.exitCode === 0 ? answer.stdout.trim() : undefined;
  };
  // Empty in the topmost folder of a work tree only.
  if ((await git('rev-parse', '--show-prefix')) === '') {
    const [commit, changes] = await Promise.all([
      git('rev-parse', 'HEAD'),
      git('status', '--porcelain', '--untracked-files=no'),
    ]);
    if (commit !== undefined) return changes === '' ? commit : `${commit}, with changes`;
  }
  const recorded = await readFile(join(folder, 'dist', 'commit'), 'utf8').catch(() => undefined);
  return recorded?.trim();
}
