import {existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {mkdir, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {makeWhole} from '../../../src/setup/sources/artefact.ts';

test('an artefact appears under its name only when it is whole', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-artefact-'));
  const path = join(folder, 'deep', 'tool');
  await makeWhole(path, async (temporary) => {
    await writeFile(temporary, 'half');
    t.false(existsSync(path));
    await writeFile(temporary, 'whole');
  });
  t.is(readFileSync(path, 'utf8'), 'whole');
});

test('an interruption leaves what was there before, and no half-made rest', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-artefact-'));
  const path = join(folder, 'tool');
  writeFileSync(path, 'before');
  const interrupted = makeWhole(path, async (temporary) => {
    await writeFile(temporary, 'half');
    throw new Error('Ctrl-C');
  });
  await t.throwsAsync(interrupted, {message: 'Ctrl-C'});
  t.is(readFileSync(path, 'utf8'), 'before');
  t.deepEqual(readdirSync(folder), ['tool']);
});

test('a folder takes the place of an older one', async (t) => {
  const path = join(mkdtempSync(join(tmpdir(), 'seatrial-artefact-')), 'bin');
  for (const name of ['old', 'new']) {
    await makeWhole(path, async (temporary) => {
      await mkdir(temporary);
      await writeFile(join(temporary, name), '');
    });
  }
  t.deepEqual(readdirSync(path), ['new']);
});
