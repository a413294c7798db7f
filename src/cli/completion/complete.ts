import {existsSync} from 'node:fs';
import {readdir} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {Command} from 'commander';
import {scenarioNames} from '../../scenario/discover.ts';
import {mutants} from '../../subject/mutants/mutants.ts';
import {type CommandContext, home, scenarios} from '../context.ts';
import {say} from '../streams.ts';
import {candidates, type Completable} from './candidates.ts';
import {shells} from './scripts.ts';

/** `seatrial complete -- <word…>`, which the shells ask: the candidates for the last word, one a line. */
export function completeCommand({commands, commandOf}: CommandContext): Command {
  return new Command('complete').argument('[word...]').action(async (words: readonly string[]) => {
    const found = await candidates(words, {
      commands,
      options: async (name) => optionsOf(await commandOf(name)),
      scenarios: async (folder) =>
        scenarioNames({builtIn: scenarios, own: folder === undefined ? undefined : resolve(folder)}),
      defects: async () => [
        ...(await foldersWith('seatrial.yaml', join(home, 'demo', 'twins'))),
        ...mutants.map(({name}) => name),
      ],
      reports: async () => (await foldersWith('history.jsonl', 'reports')).map((name) => join('reports', name)),
      shells,
    });
    say(found.map((it) => `${it}\n`).join(''));
  });
}

function optionsOf(command: Command | undefined): readonly Completable[] {
  return (command?.options ?? []).flatMap(({long, required, optional, variadic}) =>
    long === undefined || long === null
      ? []
      : [{flag: long, takes: variadic ? 'values' : required || optional ? 'one value' : 'nothing'}],
  );
}

/** The names of the folders in `folder` that hold this file, sorted. */
async function foldersWith(file: string, folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => existsSync(join(folder, name, file))).toSorted();
}
