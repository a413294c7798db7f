import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative, resolve, sep} from 'node:path';
import test from 'ava';
import {circles} from './circles.ts';

const base = ['text', 'kubernetes', 'forecast', 'system', 'history'];
const withCluster = [...base, 'cluster'];
const judged = ['text', 'kubernetes', 'forecast', 'history'];
const judging = ['judge', 'judge/observed', 'judge/predicted', 'judge/checks', 'judge/suite'];

interface Rule {
  /** What may be imported besides the folder itself: its values and types. */
  readonly values: readonly string[];
  /** What may be imported as types only. */
  readonly types?: readonly string[];
}

/** The table of folders in ARCHITECTURE.md: folder → what it may import. The longest folder that a file is below counts. */
const rules: Readonly<Record<string, Rule>> = {
  text: {values: []},
  system: {values: ['text']},
  kubernetes: {values: ['text']},
  forecast: {values: ['text', 'kubernetes']},
  history: {values: ['text', 'kubernetes', 'forecast']},
  'judge/observed': {values: judged},
  'judge/predicted': {values: [...judged, 'judge/observed'], types: ['judge']},
  'judge/checks': {values: [...judged, 'judge', 'judge/observed', 'judge/predicted']},
  'judge/suite': {values: [...judged, 'judge', 'judge/observed', 'judge/checks']},
  judge: {values: [...judged, ...judging]},
  report: {values: [...base, ...judging], types: ['offline']},
  progress: {values: ['text', 'system']},
  setup: {values: ['text', 'system', 'progress']},
  cluster: {values: base},
  load: {values: base},
  subject: {values: withCluster, types: ['load']},
  fault: {values: withCluster},
  inspection: {values: withCluster},
  residue: {values: withCluster},
  observe: {values: withCluster},
  scenario: {values: base, types: ['fault', 'residue', 'load', 'subject', 'cluster']},
  offline: {values: [...base, ...judging, 'fault', 'scenario', 'subject']},
  run: {
    values: [
      ...withCluster,
      ...judging,
      'load',
      'subject',
      'fault',
      'inspection',
      'residue',
      'observe',
      'scenario',
      'setup',
      'progress',
    ],
  },
  cli: {values: [...base, 'offline', 'progress', 'run', 'report', ...judging, 'scenario', 'setup', 'subject']},
};

/** Folders that are entered by some of their files only, from anywhere outside. */
const doors: Readonly<Record<string, readonly string[]>> = {
  load: ['load/engine.ts', 'load/engines.ts', 'load/live.ts', 'load/once.ts'],
  cluster: [
    // What a cluster can do, whatever it is made of; and where clusters come from and go.
    'cluster/cluster.ts',
    'cluster/target.ts',
    'cluster/clusters.ts',
    'cluster/api/api-error.ts',
    // Names on nodes and in the API, and what tells ours from a subject's.
    'cluster/labels.ts',
    'cluster/own-traces.ts',
    'cluster/tagged-processes.ts',
    // What is made of those alone.
    'cluster/capabilities.ts',
    'cluster/pod-network.ts',
    'cluster/start-nodes.ts',
    'cluster/stubs.ts',
    'cluster/wait-patiently.ts',
  ],
};

/** Siblings that do not know each other: each item's checks stand alone. */
const apart = 'judge/checks';

const source = resolve('src');

test('every folder imports only what the house allows', (t) => {
  const offences = sourceFiles(source).flatMap((file) =>
    importsOf(file).flatMap((found) => offence(file, found) ?? []),
  );
  t.deepEqual(offences, []);
});

test('a folder with a door is entered by its door', (t) => {
  const besides = sourceFiles(source).flatMap((file) =>
    importsOf(file).flatMap(({target}) => {
      const [from, to] = [inSource(file), inSource(target)];
      const [folder = ''] = to.split('/');
      const open = doors[folder];
      return open === undefined || from.startsWith(`${folder}/`) || open.includes(to)
        ? []
        : [`${from} imports ${to}: enter ${folder} by ${open.join(', ')}`];
    }),
  );
  t.deepEqual(besides, []);
});

test("Docker's command line is known to one file of cluster/kind and to setup", (t) => {
  const home = 'cluster/kind/docker.ts';
  const offences = sourceFiles(source).flatMap((file) => {
    const from = inSource(file);
    if (from === home || from.startsWith('setup/')) return [];
    return [
      ...(/\[\s*(['"`])docker\1/.test(readFileSync(file, 'utf8')) ? [`${from} calls docker: ask ${home}`] : []),
      ...(importsOf(file).some(({target}) => inSource(target) === home) && !from.startsWith('cluster/kind/')
        ? [`${from} imports ${home}: ask cluster/cluster.ts`]
        : []),
    ];
  });
  t.deepEqual(offences, []);
});

test('the checks of one item do not know those of another', (t) => {
  const itemOf = (file: string) => new RegExp(`^${apart}/([^/]+)/`).exec(inSource(file))?.[1];
  const across = sourceFiles(source).flatMap((file) =>
    importsOf(file).flatMap(({target}) => {
      const [from, to] = [itemOf(file), itemOf(target)];
      return from === undefined || to === undefined || from === to
        ? []
        : [`${inSource(file)} imports ${inSource(target)}: a check of ${from} and one of ${to}`];
    }),
  );
  t.deepEqual(across, []);
});

test('no file is imported, by whatever way round, by what it imports; types count', (t) => {
  const graph = new Map(sourceFiles(source).map((file) => [file, importsOf(file).map(({target}) => target)]));
  t.deepEqual(
    circles(graph).map((files) => files.map(inSource).join(' → ')),
    [],
  );
});

test('what was answered, and what a fault did, is written and read in history/records only', (t) => {
  const known = sourceFiles(source).filter((file) =>
    /kind(: | [=!]== )'(answer|fault)'/.test(readFileSync(file, 'utf8')),
  );
  t.deepEqual(
    known.map(inSource).filter((file) => !file.startsWith('history/')),
    [],
  );
});

test('every folder of src has a rule', (t) => {
  const folders = readdirSync(source, {withFileTypes: true}).filter((entry) => entry.isDirectory());
  t.deepEqual(
    folders.map((entry) => entry.name).filter((name) => rules[name] === undefined),
    [],
  );
});

test('process.exit is called in cli/main.ts only', (t) => {
  const callers = sourceFiles(source).filter((file) => /\bprocess\.exit\(/.test(readFileSync(file, 'utf8')));
  t.deepEqual(
    callers.map(inSource).filter((file) => file !== 'cli/main.ts'),
    [],
  );
});

interface Import {
  readonly target: string;
  readonly typeOnly: boolean;
}

function offence(file: string, found: Import): string | undefined {
  const from = roomOf(file);
  const to = roomOf(found.target);
  if (from === to || to === undefined || from === undefined) return undefined;
  const {values, types = []} = rules[from] ?? {values: []};
  const allowed = found.typeOnly ? [...values, ...types] : values;
  if (allowed.includes(to)) return undefined;
  return `${inSource(file)} imports ${inSource(found.target)}: ${from} may import ${allowed.join(', ') || 'nothing'}`;
}

/** The folder with a rule that a file is in: `judge/checks` before `judge`. */
function roomOf(file: string): string | undefined {
  const folders = inSource(file).split('/').slice(0, -1);
  return [folders.slice(0, 2).join('/'), folders[0] ?? ''].find((room) => rules[room] !== undefined);
}

function inSource(file: string): string {
  return relative(source, file).split(sep).join('/');
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(file, 'utf8');
  const statements = text.matchAll(/^\s*(import|export)\s+(type\s+)?[^;'"]*?from\s+'(\.[^']+)'/gm);
  return [...statements].map((match) => ({
    target: resolve(dirname(file), match[3] ?? ''),
    typeOnly: match[2] !== undefined,
  }));
}

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}
