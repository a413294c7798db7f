import test from 'ava';
import {processStart} from '../../../src/setup/process-start.ts';
import {openRecord} from '../../../src/setup/record.ts';
import {exec} from '../../../src/system/exec.ts';
import {stateFolder} from '../../../src/system/folders.ts';
import {waitFor} from '../../../src/system/wait.ts';
import {systemClock} from '../../../src/system/clock.ts';
import {cleaned, leftIn, main, phases, placeBelow, runUntil} from '../brief-run.ts';
import {isTurnOf, ofToday} from '../turns.ts';

/** The state folder of the user, whose record says which engine set-up started: these tests have another. */
const ofUser = stateFolder({...process.env, SEATRIAL_STATE: undefined});

/** The process of the engine, where set-up started it: no other is ours to kill. */
async function ourEngine(): Promise<number | undefined> {
  const engine = openRecord(ofUser)
    .entries()
    .find((entry) => entry.kind === 'engine');
  if (engine?.pid === undefined || engine.started === undefined) return undefined;
  return (await startOf(engine.pid)) === engine.started ? engine.pid : undefined;
}

/** The start time of a process of this machine that has not ended. */
const startOf = async (pid: number) => processStart({machine: ''}, pid);

for (const [when, phase] of isTurnOf('broken') ? ofToday(Object.entries(phases)) : []) {
  test.serial(
    `kill -9 of the engine when ${when}: what is pending stays written, clean says how the engine comes back, and then leaves nothing`,
    async (t) => {
      const engine = await ourEngine();
      if (engine === undefined) {
        t.log('The engine of this machine was not started by set-up: it is not ours to kill.');
        t.pass();
        return;
      }
      using place = placeBelow();
      const before = await leftIn(place);
      const ran = await runUntil(place, phase, () => void process.kill(engine, 'SIGKILL'));
      await waitFor({what: 'the engine to be gone', withinMs: 10_000, everyMs: 100, clock: systemClock}, async () =>
        (await startOf(engine)) === undefined ? {done: true} : {seen: 'still there'},
      );
      t.notRegex(ran.output, /The moment .* never came|\n\s+at .*\.ts:/, ran.output);
      t.is(ran.exitCode, 3, ran.output);
      const silent = await cleaned(place);
      try {
        t.is(silent.exitCode, 3, silent.output);
        t.regex(
          silent.output,
          /The Docker engine does not answer[\s\S]*"(?:npm run setup|systemctl start docker)"[\s\S]*"npm run seatrial -- clean"/,
          silent.output,
        );
        t.notRegex(silent.output, /\n\s+at .*\.ts:/, silent.output);
      } finally {
        const back = await exec([process.execPath, main, 'setup', '--yes'], {
          allowFailure: true,
          env: {SEATRIAL_STATE: ofUser},
        });
        t.is(back.exitCode, 0, `${back.stdout}\n${back.stderr}`);
      }
      const {exitCode, output} = await cleaned(place);
      t.is(exitCode, 0, `${ran.output}\n${output}`);
      t.deepEqual(await leftIn(place, before, ran.clusters), before, `${ran.output}\n${output}`);
    },
  );
}

if (!isTurnOf('broken')) test('it is the turn of others today', (t) => t.pass());
