import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';
import {mostPatienceMinutes} from '../../forecast/most-patience.ts';
import {UsageError} from '../../system/errors.ts';
import {printable} from '../../text/printable.ts';
import {writeFiles} from '../reports.ts';

const file = 'calibration.json';
/** A folder beside the calibration's own. */
const plainName = z.string().regex(/^(?!\.)[\w.-]{1,200}$/);
const text = z.string().max(4096);

const recordSchema = z.strictObject({
  schema: z.literal(1),
  /** The scenarios that were named. */
  names: z.array(text),
  options: z.strictObject({
    subject: text.optional(),
    root: text.optional(),
    remoteBases: z.boolean().optional(),
    trustSubject: z.boolean().optional(),
    noise: z.boolean().optional(),
    fixed: z.boolean().optional(),
    subjects: z.array(text).optional(),
    patience: z.int().min(1).max(mostPatienceMinutes).optional(),
    repeat: z.int().min(1).max(100),
  }),
  trials: z.array(z.strictObject({scenario: text, subject: text, id: plainName})),
});

/** What a calibration was asked for, and under which id each of its trials is recorded, in their order. */
export type CalibrationRecord = z.output<typeof recordSchema>;

/** Writes what a calibration is about into its folder, before its first trial. */
export async function writeRecord(folder: string, record: CalibrationRecord): Promise<void> {
  await writeFiles(folder, new Map([[file, `${JSON.stringify(record, undefined, 2)}\n`]]));
}

/** Reads it again. Throws UsageError when the folder is that of no calibration, or of another version's. */
export async function readRecord(folder: string): Promise<CalibrationRecord> {
  const path = join(folder, file);
  const said = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UsageError('no-calibration', `No ${file} in ${printable(folder)}`, {
      cause,
      hint: 'Give the folder of a calibration, such as reports/calibrate-…',
    });
  });
  const parsed = recordSchema.safeParse(jsonIn(said));
  if (parsed.success) return parsed.data;
  throw new UsageError('no-calibration', `${printable(path)} is none that this version of seatrial wrote`);
}

function jsonIn(said: string): unknown {
  try {
    return JSON.parse(said);
  } catch {
    return undefined;
  }
}
