import type {Present} from '../progress/work.ts';
import type {Clock} from '../system/clock.ts';
import {messageOf} from '../system/errors.ts';
import type {Exec} from '../system/exec.ts';
import {type Bench, benchHere} from './bench.ts';
import {toolsIfThere, toolsOn} from './find-tools.ts';
import {requireLocalEngine} from './local-engine.ts';
import type {Part} from './part.ts';
import {allParts, partsFor} from './parts/parts.ts';
import {asksForConsent, planOf, planText} from './plan.ts';
import {openLog} from './progress/log.ts';
import {showProgress} from './progress/progress.ts';
import type {Screen} from './progress/screen.ts';
import {timesTable} from './progress/times.ts';
import {provideAll} from './provide.ts';
import type {Tools} from './tools.ts';

export interface SetUpOptions {
  readonly exec: Exec;
  readonly clock: Clock;
  /** Aborting stops the set-up; what is whole stays, and the next one goes on from there. */
  readonly signal?: AbortSignal;
  /** Where the plan, progress and the closing table go. Default: stderr. */
  readonly screen?: Screen;
  /** Draws the parts in place, where the screen can. */
  readonly live?: Present | undefined;
  /**
   * Asked once the plan was shown, before anything is changed, and only when the plan changes the machine or downloads;
   * throws when it may not be.
   */
  readonly agreed: () => Promise<void>;
}

/**
 * Makes this machine able to run trials: says what is missing and what that would change, and once that is agreed
 * provides each part and says how long each took. Throws HarnessError with what to do when a part cannot be provided,
 * InterruptedError when it was stopped, and what `agreed` throws.
 */
export async function setUp({exec, clock, signal, ...rest}: SetUpOptions): Promise<Tools> {
  const bench = benchHere({exec, clock, ...(signal === undefined ? {} : {signal})});
  await requireLocalEngine(bench);
  await setUpOn(bench, await allParts(bench.home), rest);
  return toolsOn(bench);
}

/**
 * The tools for a trial of a subject with these images. When something that the trial needs is missing, also an image of
 * this package among them, this sets up all that is missing first, as `setUp` does, and throws what that throws; else
 * it says nothing and changes nothing.
 */
export async function setUpForTrial({
  exec,
  clock,
  signal,
  images,
  ...rest
}: SetUpOptions & {readonly images: readonly string[]}): Promise<Tools> {
  const bench = benchHere({exec, clock, ...(signal === undefined ? {} : {signal})});
  return setUpForTrialOn(bench, {parts: await partsFor(bench.home, images), images}, rest);
}

/** The same on a given bench with given parts. */
export async function setUpForTrialOn(
  bench: Bench,
  {parts, images}: {readonly parts: readonly Part[]; readonly images: readonly string[]},
  options: Pick<SetUpOptions, 'screen' | 'live' | 'agreed'>,
): Promise<Tools> {
  const ofSubject = parts.filter(({name}) => images.includes(name));
  const [tools, found] = await Promise.all([
    toolsIfThere(bench),
    Promise.all(ofSubject.map(async (image) => image.find(bench))),
  ]);
  if (tools !== undefined && !found.includes(undefined)) return tools;
  await setUpOn(bench, parts, options);
  return toolsOn(bench);
}

/** `setUp` on a given bench with given parts. */
export async function setUpOn(
  bench: Bench,
  parts: readonly Part[],
  {screen = process.stderr, live, agreed}: Pick<SetUpOptions, 'screen' | 'live' | 'agreed'>,
): Promise<void> {
  const begunMs = bench.clock.nowMs();
  const plan = await planOf(parts, bench);
  if (plan.missing.length === 0) {
    const ms = bench.clock.nowMs() - begunMs;
    screen.write(
      `${timesTable(plan.there.map(({part, found}) => ({part: part.name, title: part.title, how: 'there', found, ms})))}\n`,
    );
    screen.write('Nothing is missing, and nothing was changed.\n');
    return;
  }
  screen.write(planText(plan, bench.cache));
  if (asksForConsent(plan)) await agreed();
  await provideMissing(parts, bench, screen, live);
}

async function provideMissing(
  parts: readonly Part[],
  here: Bench,
  screen: Screen,
  live: Present | undefined,
): Promise<void> {
  await using log = await openLog(here.state, here.clock);
  const bench = {...here, exec: log.around(here.exec), execAnyway: log.around(here.execAnyway)};
  if (!bench.record.entries().some((entry) => entry.kind === 'cache' && entry.path === bench.cache))
    await bench.record.changing({kind: 'cache', path: bench.cache, made: false}, async () => undefined);
  const progress = showProgress(parts, screen, bench.clock, live);
  try {
    const outcomes = await provideAll(parts, bench, progress);
    await progress.end();
    screen.write(`${timesTable(outcomes)}\n`);
  } catch (error) {
    await progress.end();
    log.write(messageOf(error));
    screen.write(`What each command printed is in ${log.file}\n`);
    throw error;
  }
}
