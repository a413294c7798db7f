import {mkdtempSync, openSync, rmSync, statfsSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {exec} from '../../src/system/exec.ts';
import {terminal} from '../cli/terminal.ts';
import {briefArgs, cleaned, leftIn, main, phases, type Place, placeBelow, type Ran, runUntil} from './brief-run.ts';
import {isTurnOf, ofToday} from './turns.ts';

/** What may break under a run, in each phase; some of them a day, all of them by hand and at night. */
interface Breakdown {
  /** What the exit code must be; where the run may end before it notices, that too. */
  readonly exits: readonly (number | null)[] | Readonly<Record<keyof typeof phases, readonly (number | null)[]>>;
  readonly says?: RegExp;
  run(
    t: ExecutionContext,
    phase: RegExp,
    when: keyof typeof phases,
  ): Promise<{readonly ran: Ran; readonly place: Place; readonly before: Awaited<ReturnType<typeof leftIn>>}>;
}

/** A module that waits for a file beside it, in the threads that `where` says, and then does something. */
function onTrigger(where: 'main' | 'worker', file: string, doing: string): readonly string[] {
  const text = `import {watch, existsSync} from 'node:fs';
import {isMainThread, workerData} from 'node:worker_threads';
if (isMainThread ? ${where === 'main'} : ${where === 'worker'} && workerData?.requests !== undefined) {
  const look = () => { if (existsSync(${JSON.stringify(file)})) { watcher.close(); ${doing} } };
  const watcher = watch(${JSON.stringify(join(file, '..'))}, look);
  watcher.unref();
  look();
}`;
  return ['--import', `data:text/javascript,${encodeURIComponent(text)}`];
}

async function triggered(t: ExecutionContext, phase: RegExp, where: 'main' | 'worker', doing: string) {
  const place = placeBelow();
  t.teardown(() => place[Symbol.dispose]());
  const before = await leftIn(place);
  const trigger = join(place.state, '..', 'trigger');
  const ran = await runUntil(place, phase, () => writeFileSync(trigger, ''), {
    nodeArgs: onTrigger(where, trigger, doing),
  });
  return {ran, place, before};
}

/** What the screen of a terminal shows in each phase. */
const onScreen = {
  'the cluster is made': /Create the cluster \(.*\n *› /,
  'under load': /warm-up 1×/,
  'all is taken back': /Take back/,
} as const;

const breakdowns: Readonly<Record<string, Breakdown>> = {
  'a terminal that is closed': {
    // Under the verdict it may be closed too late to matter.
    exits: [130, 3, 0, 1, 2],
    async run(t, _phase, when) {
      const place = placeBelow();
      t.teardown(() => place[Symbol.dispose]());
      const before = await leftIn(place);
      using at = terminal([process.execPath, main, ...briefArgs], {
        cwd: place.path,
        env: {SEATRIAL_STATE: place.state},
      });
      await at.shows(onScreen[when]);
      at.hangUp();
      const exitCode = await at.ended;
      return {ran: {exitCode, clusters: [], output: at.scrollback().join('\n')}, place, before};
    },
  },
  'an uncaught error of ours': {
    exits: [3],
    says: /seatrial has a fault of its own: broken/,
    run: async (t, phase) => triggered(t, phase, 'main', 'setTimeout(() => { throw new Error("broken"); })'),
  },
  'a thread of the load that dies': {
    // Outside of the load there is none.
    exits: [3, 2, 0, 1],
    run: async (t, phase) => triggered(t, phase, 'worker', 'process.exit(9)'),
  },
  'a folder that is deleted under the run': {
    exits: [3, 2, 0, 1],
    async run(t, phase) {
      const place = placeBelow();
      t.teardown(() => place[Symbol.dispose]());
      const before = await leftIn(place);
      const ran = await runUntil(place, phase, () => rmSync(place.path, {recursive: true}));
      return {ran, place, before};
    },
  },
  'a full device under stdout': {
    exits: [3],
    says: /stdout cannot be written: ENOSPC/,
    async run(t, phase) {
      const place = placeBelow();
      t.teardown(() => place[Symbol.dispose]());
      const before = await leftIn(place);
      const ran = await runUntil(place, phase, () => undefined, {stdout: openSync('/dev/full', 'w')});
      return {ran, place, before};
    },
  },
  'a disk that is full': {
    // The verdict was said before the taking back began: it counts, unless that cannot be written down.
    exits: {'the cluster is made': [3], 'under load': [3], 'all is taken back': [3, 2, 1, 0]},
    async run(t, phase) {
      const disk = mkdtempSync(join(tmpdir(), 'seatrial-disk-'));
      const sized = async (size: string) => exec(['mount', '-o', `remount,size=${size}`, disk]);
      await exec(['mount', '-t', 'tmpfs', '-o', 'size=3g,mode=0700', 'tmpfs', disk]);
      t.teardown(async () => {
        await exec(['umount', disk]);
        rmSync(disk, {recursive: true});
      });
      const place = placeBelow(disk);
      const before = await leftIn(place);
      // Full at once: it ends where its files end now.
      const ran = await runUntil(place, phase, async () => {
        const {blocks, bfree, bsize} = statfsSync(disk);
        await sized(String((blocks - bfree) * bsize));
      });
      await sized('3g');
      return {ran, place, before};
    },
  },
};

const all = Object.entries(breakdowns).flatMap(([what, breakdown]) =>
  Object.entries(phases).map(([when, phase]) => ({
    title: `${what}, when ${when}`,
    breakdown,
    phase,
    when: when as keyof typeof phases,
  })),
);

for (const {title, breakdown, phase, when} of isTurnOf('broken') ? ofToday(all) : []) {
  test.serial(`${title}: the exit code is true, and at most \`seatrial clean\` leaves nothing`, async (t) => {
    const {ran, place, before} = await breakdown.run(t, phase, when);
    t.notRegex(ran.output, /The moment .* never came|\n\s+at .*\.ts:/, ran.output);
    const exits = 'under load' in breakdown.exits ? breakdown.exits[when] : breakdown.exits;
    t.true(exits.includes(ran.exitCode), `exit ${ran.exitCode}\n${ran.output}`);
    if (breakdown.says !== undefined) t.regex(ran.output, breakdown.says);
    if (ran.exitCode !== 3) t.deepEqual(await leftIn(place, before, ran.clusters), before, ran.output);
    const {exitCode, output} = await cleaned(place);
    t.is(exitCode, 0, `${ran.output}\n${output}`);
    t.deepEqual(await leftIn(place, before, ran.clusters), before, `${ran.output}\n${output}`);
  });
}

if (!isTurnOf('broken')) test('it is the turn of others today', (t) => t.pass());
