/** What can be completed: read when it is needed. */
export interface Sources {
  readonly commands: readonly string[];
  /** The options of a command. */
  readonly options: (command: string) => Promise<readonly Completable[]>;
  /** The scenarios, with those in the folder that --scenarios names. */
  readonly scenarios: (folder: string | undefined) => Promise<readonly string[]>;
  /** The names of twins and mutants. */
  readonly defects: () => Promise<readonly string[]>;
  /** Folders of trials that can be judged again. */
  readonly reports: () => Promise<readonly string[]>;
  readonly shells: readonly string[];
}

/** An option, as a person types it. */
export interface Completable {
  readonly flag: string;
  readonly takes: 'nothing' | 'one value' | 'values';
}

const ofScenarios: readonly string[] = ['run', 'plan', 'verify', 'calibrate'];
const ofReports: readonly string[] = ['judge', 'fix', 'report'];

/** The candidates for the last of the words after the command, which may be begun or empty. */
export async function candidates(words: readonly string[], sources: Sources): Promise<readonly string[]> {
  const [command = '', ...rest] = words;
  const begun = words.at(-1) ?? '';
  const all = words.length < 2 ? [...sources.commands, '--help', '--version'] : await after(command, rest, sources);
  // Options are offered once a dash is typed.
  return all.filter((it) => it.startsWith(begun) && (begun.startsWith('-') || !it.startsWith('-')));
}

async function after(command: string, words: readonly string[], sources: Sources): Promise<readonly string[]> {
  if (!sources.commands.includes(command)) return [];
  const options = await sources.options(command);
  const said = words.slice(0, -1);
  if ((words.at(-1) ?? '').startsWith('-')) return [...options.map(({flag}) => flag), '--help'];
  const of = optionAtEnd(said, options);
  if (of?.flag === '--subjects') return without(['good', ...(await sources.defects())], said);
  // A value of any other option is a file or a number.
  if (of !== undefined) return [];
  if (ofScenarios.includes(command)) {
    const at = said.indexOf('--scenarios');
    return without(await sources.scenarios(at === -1 ? undefined : said[at + 1]), said);
  }
  if (ofReports.includes(command)) return sources.reports();
  return command === 'completion' ? sources.shells : [];
}

/** The option whose value comes next. */
function optionAtEnd(said: readonly string[], options: readonly Completable[]): Completable | undefined {
  const last = said.findLastIndex((word) => word.startsWith('-'));
  const option = options.find(({flag}) => flag === said[last]);
  if (option?.takes === 'values') return option;
  return option?.takes === 'one value' && last === said.length - 1 ? option : undefined;
}

function without(all: readonly string[], said: readonly string[]): readonly string[] {
  return all.filter((it) => !said.includes(it));
}
