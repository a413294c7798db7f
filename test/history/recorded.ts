import {mkdtempSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {brotliDecompressSync} from 'node:zlib';

const fixtures = 'test/history/fixtures';

/**
 * The folder of a trial of the demo as it was recorded, by the last version whose history has schema 1, with the
 * trial.json that it made of it.
 */
export function recorded(name: 'oom' | 'probes' | 'node-drain'): string {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-old-'));
  for (const file of readdirSync(join(fixtures, name)))
    writeFileSync(
      join(folder, file.replace(/\.br$/, '')),
      brotliDecompressSync(readFileSync(join(fixtures, name, file))),
    );
  return folder;
}
