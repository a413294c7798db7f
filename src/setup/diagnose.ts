import type {Clock} from '../system/clock.ts';
import {commandLine} from '../system/command-line.ts';
import {messageOf, SeatrialError} from '../system/errors.ts';
import type {Exec} from '../system/exec.ts';
import {type Bench, benchHere} from './bench.ts';
import {machineFacts} from './machine-facts.ts';
import type {Part} from './part.ts';
import {allParts} from './parts/parts.ts';
import {changesInWords, missingOf} from './plan.ts';
import type {Symptom} from './symptom.ts';

/** What is there, what is missing, and whether trials can run. */
export interface Diagnosis {
  readonly symptoms: readonly Symptom[];
  /** Every part a trial needs is there. */
  readonly able: boolean;
}

export interface DiagnoseOptions {
  readonly exec: Exec;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/** Looks at this machine and changes nothing. */
export async function diagnose(options: DiagnoseOptions): Promise<Diagnosis> {
  const bench = benchHere(options);
  return diagnoseOn(bench, await allParts(bench.home));
}

/** The same on a given bench with given parts. */
export async function diagnoseOn(
  bench: Bench,
  parts: readonly Part[],
  facts: (bench: Bench) => Promise<readonly Symptom[]> = machineFacts,
): Promise<Diagnosis> {
  const [found, machine] = await Promise.all([Promise.all(parts.map(async (part) => look(part, bench))), facts(bench)]);
  const symptoms = [...found, ...machine];
  return {symptoms, able: symptoms.every(({state}) => state !== 'missing')};
}

async function look(part: Part, bench: Bench): Promise<Symptom> {
  try {
    const found = await part.find(bench);
    if (found !== undefined) return {what: part.title, state: 'good', found};
    return {
      what: part.title,
      state: 'missing',
      found: 'missing, or built from older files',
      advice: await adviceOn(part, bench),
    };
  } catch (error) {
    bench.signal.throwIfAborted();
    return {
      what: part.title,
      state: 'missing',
      found: messageOf(error),
      advice: error instanceof SeatrialError && error.hint !== undefined ? error.hint : part.byHand,
    };
  }
}

async function adviceOn(part: Part, bench: Bench): Promise<string> {
  const missing = await missingOf(part, bench);
  const ways = missing.ways.map(({title}) => title).join(', or else ');
  const setUp = ways === '' ? 'Set-up has no way to it here.' : `"${commandLine('setup')}" would ${ways}.`;
  return [setUp, changesInWords(missing), `By hand: ${part.byHand}`].filter((sentence) => sentence !== '').join(' ');
}
