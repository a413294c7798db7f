import test from 'ava';
import {candidates, type Sources} from '../../../src/cli/completion/candidates.ts';

const sources: Sources = {
  commands: ['run', 'calibrate', 'judge', 'clean', 'completion'],
  options: async (command) =>
    command === 'run'
      ? [
          {flag: '--scenarios', takes: 'one value'},
          {flag: '--keep', takes: 'nothing'},
        ]
      : [{flag: '--subjects', takes: 'values'}],
  scenarios: async (folder) => (folder === undefined ? ['oom', 'pod-kill'] : ['oom', 'own', 'pod-kill']),
  defects: async () => ['oom-no-limits', 'pdb-absent'],
  reports: async () => ['reports/oom-shop-1'],
  shells: ['bash', 'zsh'],
};

const table: Readonly<Record<string, readonly [words: readonly string[], found: readonly string[]]>> = {
  'the commands': [[''], ['run', 'calibrate', 'judge', 'clean', 'completion']],
  'a command that is begun': [['c'], ['calibrate', 'clean', 'completion']],
  'no word at all': [[], ['run', 'calibrate', 'judge', 'clean', 'completion']],
  'options of the program': [['--v'], ['--version']],
  scenarios: [
    ['run', ''],
    ['oom', 'pod-kill'],
  ],
  'a scenario that is begun': [['run', 'po'], ['pod-kill']],
  'scenarios that were not named yet': [['run', 'oom', ''], ['pod-kill']],
  'scenarios of a folder that was named': [['run', '--scenarios', 'mine', 'ow'], ['own']],
  'options of a command': [['run', '--k'], ['--keep']],
  'scenarios behind an option without a value': [['run', '--keep', 'o'], ['oom']],
  'the value of an option is a file': [['run', '--scenarios', ''], []],
  twins: [
    ['calibrate', 'oom', '--subjects', 'good', ''],
    ['oom-no-limits', 'pdb-absent'],
  ],
  'folders of reports': [['judge', 'rep'], ['reports/oom-shop-1']],
  shells: [['completion', 'z'], ['zsh']],
  'nothing behind a command that takes no word': [['clean', ''], []],
  'nothing behind an unknown command': [['oops', ''], []],
};

for (const [what, [words, found]] of Object.entries(table)) {
  test(what, async (t) => {
    t.deepEqual(await candidates(words, sources), found);
  });
}
