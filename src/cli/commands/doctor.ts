import {Command} from 'commander';
import {systemClock} from '../../system/clock.ts';
import {exec} from '../../system/exec.ts';
import {diagnose} from '../../setup/diagnose.ts';
import {doctorTable} from '../../setup/doctor-table.ts';
import type {CommandContext} from '../context.ts';
import {say} from '../streams.ts';

/** `seatrial doctor`: says what is there, what is missing and what to do, and changes nothing. */
export function doctorCommand({signal, setExit}: CommandContext): Command {
  return new Command('doctor')
    .description(
      'Check whether this machine can run trials: what is there, what is missing, what to do. Changes nothing',
    )
    .action(async () => {
      const diagnosis = await diagnose({exec, clock: systemClock, signal});
      say(`${doctorTable(diagnosis)}\n`);
      setExit(diagnosis.able ? 0 : 3);
    });
}
