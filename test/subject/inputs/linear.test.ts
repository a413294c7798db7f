import test, {type ExecutionContext} from 'ava';
import {placesOf} from '../../../src/subject/manifests/places.ts';
import {readYaml} from '../../../src/subject/profile/yaml-source.ts';

const many = 4000;
const of = (line: (index: number) => string): string => Array.from({length: many}, (_, index) => line(index)).join('');

/**
 * Counts how often a predicate is asked while `act` runs: a search through a list in every step is what makes reading
 * quadratic.
 */
function searches(act: () => void): number {
  const names = ['find', 'findIndex', 'some'] as const;
  const originals = names.map((name) => Array.prototype[name]);
  let asked = 0;
  for (const name of names) {
    const original = Array.prototype[name] as (...args: unknown[]) => unknown;
    Object.defineProperty(Array.prototype, name, {
      configurable: true,
      writable: true,
      value(this: unknown[], predicate: (...args: unknown[]) => unknown, self?: unknown) {
        return original.call(this, (...args: unknown[]) => {
          asked += 1;
          return predicate.apply(self, args);
        });
      },
    });
  }
  try {
    act();
  } finally {
    for (const [index, name] of names.entries()) {
      Object.defineProperty(Array.prototype, name, {configurable: true, writable: true, value: originals[index]});
    }
  }
  return asked;
}

const linear = test.macro((t: ExecutionContext, text: string) => {
  const asked = searches(() => {
    const [source] = readYaml(text);
    if (source === undefined) throw new Error('nothing was read');
    const places = placesOf(source.content, [{file: 'a.yaml', linesBefore: 0, source, root: [], form: 'object'}]);
    if (places.length < many) throw new Error(`only ${places.length} places`);
  });
  t.true(asked < 100 * many, `${asked} comparisons for ${many} lines`);
});

test('annotations', linear, `kind: A\nmetadata:\n  annotations:\n${of((index) => `    a${index}: "x"\n`)}`);
test(
  'a list of named items',
  linear,
  `kind: A\nspec:\n  env:\n${of((index) => `    - {name: a${index}, value: "x"}\n`)}`,
);
test('a list of texts', linear, `kind: A\nspec:\n${of((index) => `  - a${index}\n`)}`);

test('repeated keys are found where they stand, in each map of its own', (t) => {
  const [source] = readYaml('a: 1\nb: {a: 1, c: 2, c: 3}\nd:\n  - {a: 1}\n  - {a: 1}\na: 2\n');
  t.deepEqual(source?.problems.map(({line, column, message}) => `${line}:${column} ${message}`).toSorted(), [
    '2:17 Map keys must be unique',
    '6:1 Map keys must be unique',
  ]);
});

test('what is nested too deeply and aliases that grow are problems, not crashes', (t) => {
  const deep = readYaml(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);
  t.true((deep[0]?.problems.length ?? 0) > 0);
  t.regex(readYaml(`a: ${'['.repeat(300)}${']'.repeat(300)}`)[0]?.problems[0]?.message ?? '', /more than 200 levels/);
  const bomb = Array.from(
    {length: 12},
    (_, index) =>
      `a${index}: &a${index} [${Array.from({length: 10}, () => (index === 0 ? 'x' : `*a${index - 1}`)).join(', ')}]\n`,
  ).join('');
  t.regex(readYaml(bomb)[0]?.problems[0]?.message ?? '', /aliases that lead nowhere, or grow too large/);
});
