import {mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {stripTypeScriptTypes} from 'node:module';
import {join} from 'node:path';
import {$} from 'zx';

/**
 * Compiles what a published package runs: Node loads no TypeScript below node_modules, so the scenarios lose their
 * types as well. Beside it stands the commit that it was made from.
 */
await rm('dist', {recursive: true, force: true});
await $({stdio: 'inherit'})`tsc -p tsconfig.build.json`;
await mkdir('dist/scenarios');
for (const file of await readdir('scenarios')) {
  const compiled = stripTypeScriptTypes(await readFile(join('scenarios', file), 'utf8'), {mode: 'strip'});
  await writeFile(join('dist', 'scenarios', file.replace(/\.ts$/, '.js')), compiled);
}
const commit = await $({nothrow: true, quiet: true})`git rev-parse HEAD`;
if (commit.exitCode === 0) await writeFile(join('dist', 'commit'), commit.stdout);
