import {HistoryError} from './errors.ts';

/** One parsed CSV file: numbers as float64, text as interned strings, by column name. */
export interface CsvTable {
  readonly length: number;
  readonly columns: Readonly<Record<string, Float64Array | readonly string[]>>;
  readonly cutOff: boolean;
}

const comma = 44;
const newline = 10;
const quote = 34;
const returnChar = 13;

/**
 * Parses CSV bytes with a header into typed columns; a last line without its newline is dropped and reported as cut
 * off. Columns unknown to `wanted` are ignored; `older` has the name of today for one that an older version wrote. Throws HistoryError with file and line on anything else.
 */
export function parseCsv(
  bytes: Buffer,
  file: string,
  wanted: readonly string[],
  text: ReadonlySet<string>,
  older: Readonly<Record<string, string>> = {},
): CsvTable {
  const end = bytes.lastIndexOf(newline) + 1;
  const cutOff = end !== bytes.length;
  const headerEnd = bytes.indexOf(newline);
  const names = headerEnd < 0 ? [] : bytes.toString('utf8', 0, headerEnd).trim().split(',');
  const header = names.map((name) => (Object.hasOwn(older, name) ? (older[name] ?? name) : name));
  const length = headerEnd < 0 ? 0 : countLines(bytes, headerEnd + 1, end);
  const columns: Record<string, Float64Array | string[]> = {};
  for (const name of wanted) {
    if (headerEnd >= 0 && !header.includes(name)) throw garbage(file, 1, `the column ${name} is missing`);
    columns[name] = text.has(name) ? Array.from<string>({length}).fill('') : new Float64Array(length);
  }
  if (headerEnd >= 0) {
    const targets = header.map((name) => columns[name]);
    fill(bytes, headerEnd + 1, end, targets, file);
  }
  return {length, columns, cutOff};
}

function fill(
  bytes: Buffer,
  from: number,
  end: number,
  targets: readonly (Float64Array | string[] | undefined)[],
  file: string,
): void {
  const interned = new Map<string, string>();
  let at = from;
  for (let row = 0; at < end; row += 1) {
    for (let column = 0; column < targets.length; column += 1) {
      const start = at;
      let isQuoted = false;
      if (bytes[at] === quote) {
        isQuoted = true;
        at = closingQuote(bytes, at, file, row + 2);
      }
      while (bytes[at] !== comma && bytes[at] !== newline) at += 1;
      const isLast = column === targets.length - 1;
      if ((bytes[at] === newline) !== isLast) throw garbage(file, row + 2, `${targets.length} columns were expected`);
      const stop = isLast && bytes[at - 1] === returnChar ? at - 1 : at;
      const target = targets[column];
      if (target instanceof Float64Array) target[row] = parseNumber(bytes, start, stop, file, row + 2);
      else if (target !== undefined) target[row] = intern(interned, bytes, start, stop, isQuoted);
      at += 1;
    }
  }
}

function parseNumber(bytes: Buffer, start: number, stop: number, file: string, line: number): number {
  let mantissa = 0;
  let scale = 1;
  let seenDot = false;
  for (let at = start; at < stop; at += 1) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      if (seenDot) scale *= 10;
    } else if (digit === -2 && !seenDot) seenDot = true;
    else return slowNumber(bytes, start, stop, file, line);
  }
  if (stop === start || mantissa > Number.MAX_SAFE_INTEGER) return slowNumber(bytes, start, stop, file, line);
  return mantissa / scale;
}

function slowNumber(bytes: Buffer, start: number, stop: number, file: string, line: number): number {
  const text = bytes.toString('latin1', start, stop);
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) throw garbage(file, line, `"${text.slice(0, 40)}" is not a number`);
  return value;
}

function intern(interned: Map<string, string>, bytes: Buffer, start: number, stop: number, isQuoted: boolean): string {
  const key = bytes.toString('latin1', start, stop);
  const known = interned.get(key);
  if (known !== undefined) return known;
  const plain = bytes.toString('utf8', start, stop);
  const value = isQuoted ? plain.slice(1, -1).replaceAll('""', '"') : plain;
  interned.set(key, value);
  return value;
}

function closingQuote(bytes: Buffer, opening: number, file: string, line: number): number {
  for (let at = opening + 1; at < bytes.length && bytes[at] !== newline; at += 1) {
    if (bytes[at] !== quote) continue;
    if (bytes[at + 1] !== quote) return at + 1;
    at += 1;
  }
  throw garbage(file, line, 'a quote is not closed');
}

function countLines(bytes: Buffer, from: number, end: number): number {
  let lines = 0;
  for (let at = bytes.indexOf(newline, from); at >= 0 && at < end; at = bytes.indexOf(newline, at + 1)) lines += 1;
  return lines;
}

function garbage(file: string, line: number, what: string): HistoryError {
  return new HistoryError(
    'history-garbage',
    `${file}:${line}: ${what}`,
    'The file was changed after the run; take the folder from where the run wrote it',
  );
}
