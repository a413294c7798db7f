import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import type {Api} from '../../cluster/cluster.ts';
import {makeOwnFolder} from '../../system/folders.ts';
import {readRegularFile} from '../../system/regular-file.ts';
import {writeWhole} from '../../system/whole-file.ts';
import {definitionsIn} from './definitions.ts';
import type {Definitions} from './fields.ts';

const mostBytes = 32 * 1024 ** 2;
/** What charts and manifests are read for, whatever the patch level. */
const minor = 'v1.34.';
const fileOf = (version: string): string => `definitions-${version}.json`;

/** Keeps what types a cluster's API server has, for readings without a cluster; once for each version. */
export async function keepDefinitions(api: Pick<Api, 'raw'>, cache: string, version: string): Promise<void> {
  const file = join(cache, fileOf(version));
  if (!version.startsWith(minor) || existsSync(file)) return;
  const {code, body} = await api.raw('/openapi/v2', {most: mostBytes});
  const definitions = code === 200 ? definitionsIn(body) : undefined;
  if (definitions === undefined) return;
  makeOwnFolder(cache);
  await writeWhole(file, JSON.stringify(definitions));
}

/** The types that an earlier cluster of the pinned minor version had; undefined where there was none yet. */
export async function keptDefinitions(cache: string): Promise<Definitions | undefined> {
  if (!existsSync(cache)) return undefined;
  const name = readdirSync(cache)
    .filter((it) => it.startsWith(fileOf(minor).replace('.json', '')))
    .toSorted()
    .at(-1);
  return name === undefined
    ? undefined
    : (JSON.parse(await readRegularFile(join(cache, name), {most: mostBytes})) as Definitions);
}
