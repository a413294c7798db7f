import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative, resolve, sep} from 'node:path';
import test from 'ava';

const base = ['system', 'objects', 'history'];
const withCluster = [...base, 'cluster'];

/** The import table of ARCHITECTURE.md: folder → folders it may import besides itself. `types` may be imported as types only. */
const rules: Readonly<Record<string, {readonly values: readonly string[]; readonly types?: readonly string[]}>> = {
  system: {values: []},
  objects: {values: []},
  history: {values: ['objects']},
  predict: {values: ['history', 'objects']},
  judge: {values: ['predict', 'history', 'objects']},
  report: {values: ['judge', 'history', 'objects', 'system']},
  progress: {values: ['system']},
  setup: {values: ['system', 'progress']},
  cluster: {values: base},
  load: {values: base},
  subject: {values: withCluster, types: ['load']},
  fault: {values: withCluster},
  inspect: {values: withCluster},
  observe: {values: withCluster},
  scenario: {values: ['predict', ...base], types: ['fault', 'inspect', 'judge', 'load', 'subject', 'cluster']},
  run: {
    values: [
      'system',
      'objects',
      'history',
      'predict',
      'judge',
      'cluster',
      'load',
      'subject',
      'fault',
      'inspect',
      'observe',
      'scenario',
      'setup',
      'progress',
    ],
  },
  cli: {values: ['system', 'objects', 'progress', 'run', 'report', 'judge', 'history', 'scenario', 'setup', 'subject']},
};

const source = resolve('src');

test('every folder imports only what the house allows', (t) => {
  const offences = sourceFiles(source).flatMap((file) => importsOf(file).flatMap((found) => offence(file, found) ?? []));
  t.deepEqual(offences, []);
});

test('every folder of src has a rule', (t) => {
  const folders = readdirSync(source, {withFileTypes: true}).filter(
    (entry) => entry.isDirectory() && readdirSync(join(source, entry.name)).length > 0,
  );
  t.deepEqual(
    folders.map((entry) => entry.name).filter((name) => rules[name] === undefined),
    [],
  );
});

test('process.exit is called in cli/main.ts only', (t) => {
  const callers = sourceFiles(source).filter((file) => /\bprocess\.exit\(/.test(readFileSync(file, 'utf8')));
  t.deepEqual(
    callers.map((file) => relative(source, file)).filter((file) => file !== join('cli', 'main.ts')),
    [],
  );
});

interface Import {
  readonly target: string;
  readonly typeOnly: boolean;
}

function offence(file: string, found: Import): string | undefined {
  const from = relative(source, file).split(sep)[0] ?? '';
  const to = relative(source, found.target).split(sep)[0] ?? '';
  if (from === to || to === '..') return undefined;
  const rule = rules[from];
  if (rule === undefined) return undefined;
  if (rule.values.includes(to) || (found.typeOnly && rule.types?.includes(to) === true)) return undefined;
  return `${relative(source, file)} imports ${relative(source, found.target)}`;
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(file, 'utf8');
  const statements = text.matchAll(/^\s*(import|export)\s+(type\s+)?[^;'"]*?from\s+'(\.[^']+)'/gm);
  return [...statements].map((match) => ({target: resolve(dirname(file), match[3] ?? ''), typeOnly: match[2] !== undefined}));
}

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}
