import {mkdirSync, mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {copiedSources, filesBelow, filesOfDockerfile, inputsKey} from '../../../src/setup/sources/inputs.ts';

function folder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'seatrial-inputs-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), {recursive: true});
    writeFileSync(join(root, name), text);
  }
  return root;
}

test('the key changes with a name, with a content, and with what else decides; not with the order', async (t) => {
  const root = folder({a: 'one', b: 'two', c: 'one'});
  const key = await inputsKey(root, ['a', 'b']);
  t.regex(key, /^[0-9a-f]{12}$/);
  t.is(await inputsKey(root, ['b', 'a', 'a']), key);
  t.not(await inputsKey(root, ['c', 'b']), key);
  t.not(await inputsKey(root, ['a', 'b'], ['arm64']), key);
  writeFileSync(join(root, 'a'), 'One');
  t.not(await inputsKey(root, ['a', 'b']), key);
});

test('a border between files cannot be moved without changing the key', async (t) => {
  t.not(
    await inputsKey(folder({a: 'xb\u0000y', b: ''}), ['a', 'b']),
    await inputsKey(folder({a: 'x', b: 'b\u0000y'}), ['a', 'b']),
  );
});

test('installed modules and hidden files are no inputs', async (t) => {
  const root = folder({'src/a.ts': '', 'node_modules/x/index.js': '', '.env': '', 'src/.DS_Store': ''});
  t.deepEqual(await filesBelow(root), ['src/a.ts']);
});

test('COPY and ADD name the sources; other stages, flags and continued lines are understood', (t) => {
  const dockerfile = `FROM a AS build
COPY --chown=1:1 package.json ./src \\
  /app/
COPY --from=build /x /y
ADD ["images/start.sh", "/start.sh"]
# COPY not-this /x
RUN copy`;
  t.deepEqual(copiedSources(dockerfile), ['package.json', 'src', 'images/start.sh']);
});

test("only what the Dockerfile reads is among an image's inputs", async (t) => {
  const root = folder({
    'images/app/Dockerfile': 'FROM x\nCOPY package.json ./\nCOPY src ./src\nCOPY conf/*.yaml /etc/',
    'package.json': '{}',
    'src/a/b.ts': '',
    'srcs.ts': '',
    'conf/one.yaml': '',
    'conf/two.json': '',
    'README.md': '',
  });
  t.deepEqual((await filesOfDockerfile(root, 'images/app/Dockerfile')).toSorted(), [
    'conf/one.yaml',
    'images/app/Dockerfile',
    'package.json',
    'src/a/b.ts',
  ]);
});
