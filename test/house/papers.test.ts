import {existsSync, globSync, readdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import test from 'ava';
import {defaultBounds} from '../../src/judge/bounds.ts';
import {checks, trialChecks} from '../../src/judge/checks/checks.ts';

const papers = [...globSync('*.md'), ...globSync('docs/*.md')];
const code = globSync('{src,test,scenarios,scripts,bench}/**/*.{ts,mts}');
/** Files that reports write. */
const written = new Set(['report.md', 'detection.md']);

test('what a comment cites is in the repository, the section too', (t) => {
  const missing = code.flatMap((file) =>
    citationsOf(readFileSync(file, 'utf8')).flatMap(({paper, section, decision}) => {
      if (written.has(paper)) return [];
      if (!existsSync(paper)) return [`${file} cites ${paper}, which is not there`];
      if (section !== undefined && !sectionsOf(paper).has(section))
        return [`${file} cites ${paper}#${section}, which is not there`];
      return decision === undefined || decisions().includes(decision)
        ? []
        : [`${file} cites decision ${decision}, which is not there`];
    }),
  );
  t.deepEqual(missing, []);
});

test('decisions are numbered one by one', (t) => {
  t.deepEqual(
    decisions(),
    decisions().map((_, index) => index + 1),
  );
  t.true(decisions().length > 0);
});

test('every link of a paper leads somewhere', (t) => {
  const links = papers.flatMap((paper) =>
    [...readFileSync(paper, 'utf8').matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = '']) => ({paper, link})),
  );
  const broken = links.filter(({paper, link}) => {
    const [path = '', section] = link.split('#');
    const target = path === '' ? paper : join(dirname(paper), path);
    return !existsSync(target) || (section !== undefined && !sectionsOf(target).has(section));
  });
  t.deepEqual(broken, []);
  t.true(links.length > 0);
});

test('every path that a paper names is there', (t) => {
  // What was measured names the paths of its own commit.
  const named = papers
    .filter((paper) => paper !== 'docs/measured.md')
    .flatMap((paper) => pathsIn(readFileSync(paper, 'utf8')).map((path) => ({paper, path})));
  const missing = named.filter(
    ({path}) => !['', '.ts', '.test.ts'].some((ending) => globSync(`${path}${ending}`).length > 0),
  );
  t.deepEqual(missing, []);
  t.true(named.length > 0);
});

test('ARCHITECTURE.md is one page, and has a row for every folder of src', (t) => {
  const paper = readFileSync('ARCHITECTURE.md', 'utf8');
  const rows = sectionOf(paper, 'Folders').matchAll(/^\| ([^|]+) \|/gm);
  const named = new Set(
    [...rows].flatMap(([, names = '']) => [...names.matchAll(/`([\w/]+)`/g)].map(([, one]) => one)),
  );
  const folders = readdirSync('src', {withFileTypes: true}).filter((entry) => entry.isDirectory());
  t.deepEqual(
    folders.map(({name}) => name).filter((name) => !named.has(name)),
    [],
  );
  t.true(paper.split('\n').length < 100);
});

test('docs/verdict.md names every check and every bound, and no other', (t) => {
  const paper = readFileSync('docs/verdict.md', 'utf8');
  const tables = sectionOf(paper, 'Checks');
  const rows = [...tables.matchAll(/^\| `([\w-]+)[`/]/gm)].map(([, name = '']) => name);
  t.deepEqual([...new Set(rows)].toSorted(), Object.keys(checks).toSorted());
  const ends = [...sectionOf(paper, 'Channels').matchAll(/\| `([\w-]+)` \|$/gm)].map(([, name = '']) => name);
  t.deepEqual(ends.toSorted(), Object.keys(trialChecks).toSorted());
  const bounds = [...sectionOf(paper, 'Bounds').matchAll(/^\| `(\w+)` \| ([\d.,]+)/gm)].map(
    ([, key = '', value = '']) => [key, Number(value.replace(',', ''))],
  );
  t.deepEqual(bounds, Object.entries(defaultBounds));
});

interface Citation {
  readonly paper: string;
  readonly section: string | undefined;
  readonly decision: number | undefined;
}

/** `docs/verdict.md#bounds` and `docs/decisions.md, 17` in the comments of a file. */
function citationsOf(text: string): readonly Citation[] {
  const comments = text.split('\n').filter((line) => /^\s*(\/\/|\/?\*)/.test(line));
  return comments.flatMap((line) =>
    [...line.matchAll(/([\w./-]+\.md)(?:#([\w-]+))?(?:, (\d+))?/g)].map(([, paper = '', section, number]) => ({
      paper,
      section,
      decision: number === undefined ? undefined : Number(number),
    })),
  );
}

/** The anchors of a paper's headings. */
function sectionsOf(paper: string): ReadonlySet<string> {
  const headings = readFileSync(paper, 'utf8').matchAll(/^#+ (.+)$/gm);
  return new Set(
    [...headings].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w\s-]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** The text of one section, to the next of its level. */
function sectionOf(text: string, title: string): string {
  return (text.split(`\n## ${title}\n`)[1] ?? '').split('\n## ')[0] ?? '';
}

function decisions(): readonly number[] {
  return [...readFileSync('docs/decisions.md', 'utf8').matchAll(/^(\d+)\. \*\*/gm)].map(([, number]) => Number(number));
}

/** Paths of the repository that stand alone in backticks. */
function pathsIn(text: string): readonly string[] {
  return [...text.matchAll(/`((?:src|test|demo|scenarios|scripts|docs|runtime|bench)\/[\w./{},-]*)`/g)].map(
    ([, path = '']) => path.replace(/\/$/, ''),
  );
}
