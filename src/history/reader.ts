import {parseCsv, type CsvTable} from './csv.ts';
import {HistoryError} from './errors.ts';
import {historySchema, type HistoryEvent} from './events.ts';
import {historyFactsSchema} from './facts-schema.ts';
import {factsIn} from './facts.ts';
import {files} from './files.ts';
import type {History} from './history.ts';
import {mostText, readRegular, refuseLinkedFolder} from './regular-file.ts';
import {upgraded} from './upgrade/upgrade.ts';
import {olderColumns, requestColumns, sampleColumns, type RequestRow, type SampleRow, type Table} from './tables.ts';

const textColumns = new Set(['connection', 'request', 'outcome', 'node', 'pod', 'podUid', 'container', 'containerId']);
const kinds = new Set<string>([
  'trial',
  'phase',
  'stage',
  'step',
  'fault',
  'inspection',
  'object',
  'answer',
  'line',
  'tally',
  'gap',
] satisfies HistoryEvent['kind'][]);

/**
 * Reads a trial's folder, one of an older schema as it would be recorded today; a last line that was cut off (a crash while writing) is dropped and reported as `cutOff`.
 * Throws HistoryError: no history there, written by a newer seatrial, garbage (with file and line), a link or a pipe
 * where a file should be, or a file that is larger than any trial's.
 */
export async function readHistory(folder: string): Promise<History> {
  await refuseLinkedFolder(folder);
  const text = await readOrMissing(folder);
  const {events, cutOff} = parseEvents(text);
  const requests = parseCsv(
    await readOrEmpty(folder, files.requests),
    files.requests,
    requestColumns,
    textColumns,
    olderColumns,
  );
  // An older folder has none: nothing was added then.
  const added = parseCsv(await readOrEmpty(folder, files.added), files.added, requestColumns, textColumns);
  const samples = await samplesIn(folder);
  return {
    events,
    requests: table<RequestRow>(requests),
    added: table<RequestRow>(added),
    samples: table<SampleRow>(samples),
    cutOff: cutOff || requests.cutOff || added.cutOff || samples.cutOff,
  };
}

/** The samples of a trial that goes on, as far as they were written. Throws HistoryError. */
export async function readSamples(folder: string): Promise<Table<SampleRow>> {
  return table<SampleRow>(await samplesIn(folder));
}

async function samplesIn(folder: string): Promise<CsvTable> {
  return parseCsv(await readOrEmpty(folder, files.samples), files.samples, sampleColumns, textColumns);
}

function table<Row>({length, columns}: CsvTable): Table<Row> {
  return {length, columns} as Table<Row>;
}

function parseEvents(text: string): {readonly events: readonly HistoryEvent[]; readonly cutOff: boolean} {
  const lines = text.split('\n');
  const cutOff = lines.pop() !== '';
  const first = lines[0];
  const schema = first === undefined ? historySchema : schemaOf(parseEvent(first, 0));
  const events = lines.map((line, index) => parseEvent(line, index));
  for (const event of events) refuseOddFacts(event);
  return {events: schema < historySchema ? upgraded(events) : events, cutOff};
}

function parseEvent(line: string, index: number): HistoryEvent {
  let event: HistoryEvent;
  try {
    event = JSON.parse(line) as HistoryEvent;
  } catch (error) {
    throw garbage(index, 'not JSON', error);
  }
  if (typeof event !== 'object' || event === null || !kinds.has(event.kind))
    throw garbage(index, 'not an event this version knows');
  if (event.seq !== index) throw garbage(index, `seq is ${event.seq}, ${index} was expected`);
  if (!Number.isFinite(event.tMs)) throw garbage(index, 'tMs is not a number');
  const missing = missingIn(event);
  if (missing !== undefined) throw garbage(index, `expected ${missing} in an event of kind ${event.kind}`);
  return event;
}

/** What an event of its kind must have, and this one does not. */
function missingIn(event: HistoryEvent): string | undefined {
  const {object, answer, name, text, step, fromMs} = event as unknown as Readonly<Record<string, unknown>>;
  const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
    typeof value === 'object' && value !== null;
  switch (event.kind) {
    case 'object':
      return isMap(object) &&
        typeof object['kind'] === 'string' &&
        isMap(object['metadata']) &&
        typeof object['metadata']['name'] === 'string'
        ? undefined
        : 'an object with kind and metadata.name';
    case 'answer':
      return isMap(answer) && typeof answer['question'] === 'string' ? undefined : 'an answer with its question';
    case 'line':
      return typeof text === 'string' ? undefined : 'a text';
    case 'fault':
    case 'inspection':
      return typeof step === 'string' ? undefined : 'a step';
    case 'gap':
      return typeof fromMs === 'number' ? undefined : 'fromMs';
    case 'tally':
      return undefined;
    default:
      return typeof name === 'string' ? undefined : 'a name';
  }
}

function refuseOddFacts(event: HistoryEvent): void {
  const key = factsIn(event);
  if (key === undefined) return;
  const {error} = historyFactsSchema[key].safeParse((event as {readonly facts?: unknown}).facts);
  const [issue] = error?.issues ?? [];
  if (issue !== undefined) throw garbage(event.seq, `facts.${issue.path.join('.')}: ${issue.message}`, error);
}

/** The schema it was written in. Throws HistoryError for one that is newer than this seatrial, or none. */
function schemaOf(first: HistoryEvent): number {
  const facts =
    first.kind === 'trial' && first.is === 'begun'
      ? (first.facts as {readonly schema?: unknown} | undefined)
      : undefined;
  const schema = facts?.schema;
  if (typeof schema !== 'number') throw garbage(0, 'the first event is not `trial begun` with a schema number');
  if (schema <= historySchema) return schema;
  throw new HistoryError(
    'history-newer',
    `The history has schema ${schema}; this seatrial reads up to ${historySchema}`,
    'Judge and report it with the seatrial that wrote it, or a newer one',
  );
}

async function readOrMissing(folder: string): Promise<string> {
  const bytes = await readRegular(folder, files.history, mostText);
  if (bytes !== undefined) return bytes.toString('utf8');
  throw new HistoryError(
    'history-missing',
    `No ${files.history} in ${folder}`,
    'Give the folder of a trial, e.g. one of reports/',
  );
}

async function readOrEmpty(folder: string, name: string): Promise<Buffer> {
  return (await readRegular(folder, name, 2 * mostText)) ?? Buffer.alloc(0);
}

function garbage(index: number, what: string, cause?: unknown): HistoryError {
  return new HistoryError(
    'history-garbage',
    `${files.history}:${index + 1}: ${what}`,
    'The file was changed after the run; take the folder from where the run wrote it',
    cause,
  );
}
