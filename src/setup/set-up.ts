import type {Clock} from '../system/clock.ts';
import type {Exec} from '../system/exec.ts';
import {messageOf} from '../system/errors.ts';
import {benchHere} from './bench.ts';
import {toolsOn} from './find-tools.ts';
import {requireLocalEngine} from './local-engine.ts';
import {openLog} from './log.ts';
import {allParts} from './parts.ts';
import {showProgress, type Screen} from './progress.ts';
import {provideAll} from './provide.ts';
import {timesTable} from './times.ts';
import type {Tools} from './tools.ts';

export interface SetUpOptions {
  readonly exec: Exec;
  readonly clock: Clock;
  /** Aborting stops the set-up; what is whole stays, and the next one goes on from there. */
  readonly signal?: AbortSignal;
  /** Where progress and the closing table go. Default: stderr. */
  readonly screen?: Screen;
}

/**
 * Makes this machine able to run trials: finds each part or provides it, and says how long each took. Throws HarnessError with what to do when a part
 * cannot be provided, InterruptedError when it was stopped.
 */
export async function setUp({exec, clock, signal, screen = process.stderr}: SetUpOptions): Promise<Tools> {
  const here = benchHere({exec, clock, ...(signal === undefined ? {} : {signal})});
  await using log = await openLog(here.state, clock);
  const bench = {...here, exec: log.around(here.exec), execAnyway: log.around(here.execAnyway)};
  await requireLocalEngine(bench);
  const parts = await allParts(bench.home);
  const progress = showProgress(parts, screen, clock);
  try {
    const outcomes = await provideAll(parts, bench, progress);
    await progress.end();
    screen.write(`${timesTable(outcomes)}\n`);
    return await toolsOn(bench);
  } catch (error) {
    await progress.end();
    log.write(messageOf(error));
    screen.write(`What each command printed is in ${log.file}\n`);
    throw error;
  }
}
