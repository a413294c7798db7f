import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {badFlags} from '../test/cli/bad-flags.ts';
import {seatrial} from '../test/cli/seatrial.ts';
import {badManifests} from '../test/subject/bad-manifests.ts';
import {hostile} from '../test/subject/hostile-manifests.ts';
import {badProfiles} from '../test/subject/profile/bad-profiles.ts';
import {good} from '../test/subject/profile/good-profile.ts';

/** Words after `seatrial`; files by their path below `{folder}`. */
interface Input {
  readonly title: string;
  readonly words: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
}

interface Answered {
  readonly title: string;
  readonly ms: number;
  readonly exitCode: number | undefined;
}

const trial = ['run', 'oom', '--root', '{folder}', '--subject', '{folder}/seatrial.yaml'];
const subject = (title: string, profile: string, manifest: string): Input => ({
  title,
  words: trial,
  files: {'seatrial.yaml': profile, 'k8s/a.yaml': manifest},
});
const tables: Readonly<Record<string, readonly Input[]>> = {
  'the list of scenarios': Array.from({length: 10}, () => ({title: '', words: ['list']})),
  profiles: badProfiles.map(([from, to]) =>
    subject(
      to,
      good.replace(from, () => to),
      '',
    ),
  ),
  manifests: Object.entries(badManifests).map(([title, [text]]) => subject(title, good, text)),
  'hostile manifests': Object.entries(hostile).map(([title, text]) => subject(title, good, text)),
  'command lines': badFlags.map(([words]) => ({title: words.join(' '), words})),
};

const rows: string[][] = [];
let base: number | undefined;
for (const [name, inputs] of Object.entries(tables)) {
  process.stderr.write(`${name} …\n`);
  const answered: Answered[] = [];
  for (const input of inputs) answered.push(await answer(input));
  const sorted = answered.toSorted((one, other) => one.ms - other.ms);
  const median = sorted[Math.floor(sorted.length / 2)]?.ms ?? 0;
  const slowest = sorted.at(-1);
  base ??= median;
  const refused = answered.filter(({exitCode}) => exitCode === 64).length;
  rows.push([
    name,
    String(answered.length),
    String(refused),
    ms(median),
    `${ms(slowest?.ms ?? 0)} ${slowest?.title.slice(0, 40).replaceAll(/[\n|]/g, ' ') ?? ''}`.trim(),
    (median / base).toFixed(2),
  ]);
  for (const {title, exitCode} of answered)
    if (exitCode !== 64 && name !== 'the list of scenarios')
      process.stderr.write(`exit ${exitCode}: ${title.slice(0, 80)}\n`);
}
const header = ['inputs', 'count', 'refused (64)', 'median, ms', 'slowest, ms', '÷ the list'];
for (const cells of [header, header.map(() => '---'), ...rows]) process.stdout.write(`| ${cells.join(' | ')} |\n`);

/** From the start of the process to its end. */
async function answer({title, words, files = {}}: Input): Promise<Answered> {
  const folder = mkdtempSync(join(tmpdir(), 'seatrial-bench-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(folder, path, '..'), {recursive: true});
      writeFileSync(join(folder, path), text);
    }
    const begun = performance.now();
    const {exitCode} = await seatrial(words.map((word) => word.replace('{folder}', folder)));
    return {title, ms: performance.now() - begun, exitCode};
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

function ms(value: number): string {
  return String(Math.round(value));
}
