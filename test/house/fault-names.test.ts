import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {faults} from '../../src/fault/faults.ts';

test('the judge and the history know a fault by its effect, never by its name', (t) => {
  const quoted = new RegExp(`(['"\`])(?:${Object.keys(faults).join('|')})\\1`);
  const knowing = ['src/judge', 'src/history'].flatMap((folder) =>
    readdirSync(folder, {recursive: true, encoding: 'utf8'})
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(folder, file))
      // Only here stand the names that old histories have.
      .filter((file) => !file.startsWith('src/history/upgrade/'))
      .filter((file) => quoted.test(readFileSync(file, 'utf8'))),
  );
  t.deepEqual(knowing, []);
});
