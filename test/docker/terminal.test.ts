import test from 'ava';
import {terminal, type TerminalOptions} from '../cli/terminal.ts';
import {briefArgs, briefSuite, leftIn, main, placeBelow} from './brief-run.ts';
import {isTurnOf, ofToday} from './turns.ts';

/**
 * Whole runs on real terminals, with clusters of their own; one of them a day, or else the ways in which a run on a
 * terminal is ended.
 */
const variants: Readonly<Record<string, TerminalOptions>> = {
  '80 × 24': {},
  '200 × 50': {columns: 200, rows: 50},
  'without colours and UTF-8': {env: {NO_COLOR: '1', LC_ALL: 'C', LANG: 'C'}},
  'that cannot move its cursor': {env: {TERM: 'dumb'}},
};

function whole(title: string, options: TerminalOptions): void {
  test.serial(
    `a whole run on a terminal ${title}: each phase, the living load, the fault and its receipt; the last screen is the verdict`,
    async (t) => {
      using place = placeBelow();
      const before = await leftIn(place);
      using at = terminal([process.execPath, main, ...briefArgs], {
        ...options,
        cwd: place.path,
        env: {...options.env, SEATRIAL_STATE: place.state},
      });
      const isDrawn = options.env?.['TERM'] !== 'dumb';
      await at.shows(/Create the cluster \(.*about/);
      if (isDrawn) await at.shows(/(warm-up|fault) 1.: \d+ requests[^\n]* \d+ per second, \d+ failed, p99 [\d.]+ m?s/);
      await at.shows(/memory-exhaustion: proved after \d+(\.\d)? m?s/);
      const exitCode = await at.ended;
      t.true([0, 1, 2].includes(exitCode), at.scrollback().join('\n'));
      const screen = at.screen().filter((row) => row !== '');
      // Where nothing can be drawn over, what is taken back follows the verdict, on the same screen.
      const last = isDrawn ? [screen.at(-1) ?? ''] : screen;
      t.true(
        last.some((row) => row.endsWith('report.html')),
        screen.join('\n'),
      );
      t.true(
        screen.some((row) => /(PASS|FAIL|INCONCLUSIVE)/.test(row)),
        screen.join('\n'),
      );
      const all = at.scrollback();
      for (const phase of [
        'Look at the machine',
        'Create the cluster',
        'Deploy plain',
        'Plan the trial',
        'Sea trial',
        'Collect the evidence',
      ]) {
        t.is(all.filter((row) => new RegExp(`^[✔+] ${phase}.*\\(`).test(row)).length, 1, `${phase}\n${all.join('\n')}`);
      }
      if (isDrawn)
        t.false(
          all.some((row) => row.includes('Take back')),
          all.join('\n'),
        );
      if (options.env?.['NO_COLOR'] !== undefined) {
        // oxlint-disable-next-line no-control-regex -- colours
        t.notRegex(at.bytes(), /\u{1b}\[[\d;]*m/u);
        // oxlint-disable-next-line no-control-regex -- everything that is not ASCII
        t.notRegex(all.join('\n'), /[^\x00-\x7f]/u);
      }
      t.deepEqual(await leftIn(place, before), before);
    },
  );
}

function endings(): void {
  test.serial('Ctrl-C on a terminal while the cluster is made: all is taken back', async (t) => {
    using place = placeBelow();
    const before = await leftIn(place);
    using stopped = terminal([process.execPath, main, ...briefArgs], {
      cwd: place.path,
      env: {SEATRIAL_STATE: place.state},
    });
    await stopped.shows(/Create the cluster \(.*\n *› /);
    stopped.type('\u{3}');
    await stopped.shows(/Interrupted: taking everything back/);
    t.is(await stopped.ended, 130, stopped.scrollback().join('\n'));
    t.deepEqual(await leftIn(place, before), before, stopped.scrollback().join('\n'));
  });
}

const all: readonly (() => void)[] = [
  ...Object.entries(variants).map(
    ([title, options]) =>
      () =>
        whole(title, options),
  ),
  endings,
];
for (const declare of isTurnOf('broken') ? ofToday(all) : []) declare();

/** Whole suites take long: at night, and by hand. */
const suites: Readonly<Record<string, {readonly args: readonly string[]; readonly last: RegExp}>> = {
  verify: {args: briefSuite, last: /Report: .*/},
  calibrate: {args: ['calibrate', 'oom', '--subjects', 'good', 'oom-no-limits'], last: /Table: .*/},
};

for (const [name, {args, last}] of process.env['SEATRIAL_INTERRUPTIONS'] === 'all' ? Object.entries(suites) : []) {
  test.serial(`a whole ${name} on a terminal ends with its table on the screen`, async (t) => {
    using place = placeBelow();
    const before = await leftIn(place);
    using at = terminal([process.execPath, main, ...args], {
      columns: 120,
      rows: 40,
      cwd: place.path,
      env: {SEATRIAL_STATE: place.state},
    });
    const exitCode = await at.ended;
    t.true([0, 1, 2].includes(exitCode), at.scrollback().join('\n'));
    t.regex(at.screen().join('\n'), last);
    t.deepEqual(await leftIn(place, before), before);
  });
}

if (!isTurnOf('broken')) test('it is the turn of others today', (t) => t.pass());
