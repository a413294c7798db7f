import {createHash} from 'node:crypto';
import {readFile, readdir} from 'node:fs/promises';
import {dirname, join, normalize, relative} from 'node:path';

/**
 * A short key of everything an artefact is made from: the files (name and content), and whatever else decides about it.
 */
export async function inputsKey(
  folder: string,
  files: readonly string[],
  others: readonly unknown[] = [],
): Promise<string> {
  const hash = createHash('sha256');
  for (const file of [...new Set(files)].sort()) {
    const content = await readFile(join(folder, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.update(JSON.stringify(others)).digest('hex').slice(0, 12);
}

/** Every file below a folder, relative to it, installed modules and hidden files left out. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((file) => !/(^|\/)(node_modules\/|\.)/.test(file))
    .sort();
}

/** The files of a build context that a Dockerfile reads: itself, and what its COPY and ADD lines name. */
export async function filesOfDockerfile(context: string, dockerfile: string): Promise<readonly string[]> {
  const sources = copiedSources(await readFile(join(context, dockerfile), 'utf8'));
  const all = await filesBelow(context);
  const read = all.filter((file) =>
    sources.some(
      (source) => source === '.' || file === source || file.startsWith(`${source}/`) || matchesGlob(file, source),
    ),
  );
  return [dockerfile, ...read];
}

/** The paths in the build context that a Dockerfile copies from (not those of other stages). */
export function copiedSources(dockerfile: string): readonly string[] {
  const lines = dockerfile.replaceAll(/\\\n/g, ' ').split('\n');
  return lines.flatMap((line) => {
    const words = line.trim().split(/\s+/);
    if (!/^(COPY|ADD)$/i.test(words[0] ?? '')) return [];
    const flags = words.slice(1).filter((word) => word.startsWith('--'));
    if (flags.some((flag) => flag.startsWith('--from='))) return [];
    const paths = words.slice(1 + flags.length).map((word) => word.replaceAll(/^\[?"?|"?,?\]?$/g, ''));
    return paths.slice(0, -1).map((path) => normalize(path).replace(/^\//, '').replace(/\/$/, ''));
  });
}

function matchesGlob(file: string, pattern: string): boolean {
  if (!pattern.includes('*') || dirname(file) !== dirname(pattern)) return false;
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '[^/]*');
  return new RegExp(`^${escaped}$`).test(file);
}
