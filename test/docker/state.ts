import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/**
 * A state folder, and with it an owner, for tests alone: they neither see nor touch the clusters of the user, nor those
 * of other tests. With $SEATRIAL_TEST_STATE it is that folder, whose maker ends it.
 */
export function stateOfTests(): string {
  return process.env['SEATRIAL_TEST_STATE'] ?? endedAtExit(mkdtempSync(join(tmpdir(), 'seatrial-test-state-')));
}

/**
 * Takes back what tests left with this state folder, and removes it. What cannot be taken back is told, and the folder
 * stays.
 */
export function endState(state: string): boolean {
  const isEmpty = (): boolean =>
    ['runs', 'clusters'].every((name) => !existsSync(join(state, name)) || readdirSync(join(state, name)).length === 0);
  const argv = ['src/cli/main.ts', 'clean'];
  const {status} = isEmpty()
    ? {status: 0}
    : spawnSync(process.execPath, argv, {
        env: {...process.env, SEATRIAL_STATE: state},
        stdio: 'inherit',
        timeout: 300_000,
      });
  // What a living run still uses is not cleaned, and its owner must stay.
  const isEnded = status === 0 && isEmpty();
  if (isEnded) rmSync(state, {recursive: true, force: true});
  else process.stdout.write(`# something of these tests is left: SEATRIAL_STATE=${state} npm run seatrial -- clean\n`);
  return isEnded;
}

function endedAtExit(state: string): string {
  process.once('exit', () => endState(state));
  return state;
}
