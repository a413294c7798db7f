import {styleText} from 'node:util';
import {commandLine} from '../system/command-line.ts';
import type {Diagnosis} from './diagnose.ts';
import type {Symptom} from './symptom.ts';

const signs: Readonly<Record<Symptom['state'], readonly [string, 'green' | 'red' | 'yellow']>> = {
  good: ['✔', 'green'],
  missing: ['✖', 'red'],
  note: ['!', 'yellow'],
};

/**
 * The doctor's table for people: a line for each thing, advice under it, and the conclusion. `stream` decides about
 * colours.
 */
export function doctorTable(diagnosis: Diagnosis, stream: NodeJS.WritableStream = process.stdout): string {
  const width = Math.max(...diagnosis.symptoms.map(({what}) => what.length));
  const lines = diagnosis.symptoms.flatMap(({what, state, found, advice}) => {
    const [sign, colour] = signs[state];
    const line = `${styleText(colour, sign, {stream})} ${what.padEnd(width)}  ${found}`;
    return advice === undefined ? [line] : [line, `  ${' '.repeat(width)}  → ${advice}`];
  });
  const conclusion = diagnosis.able
    ? 'This machine is able to run trials.'
    : `This machine is not able to run trials yet: "${commandLine('setup')}" provides what is missing.`;
  return [...lines, '', conclusion].join('\n');
}
