import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import type {Bench} from '../bench.ts';
import type {Refusal} from '../refusal.ts';
import {pins} from './pins.ts';

const {keyring} = pins;

/**
 * The keys of Debian's archive that this machine has, when they are the pinned ones: what they sign may run here as
 * root.
 */
export async function pinnedKeyring(bench: Bench): Promise<{readonly bytes: Uint8Array} | Refusal> {
  const bytes = await readFile(`${bench.machine}${keyring.file}`).catch(() => undefined);
  if (bytes === undefined)
    return {
      refused: `the keys of Debian's archive are not at ${keyring.file}; "apt-get install ${keyring.package}" brings them`,
    };
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (digest === keyring.sha256) return {bytes};
  const mend = `"apt-get install --reinstall ${keyring.package}" brings the newest of this release`;
  return {
    refused: `the keys of Debian's archive in ${keyring.file} have the SHA-256 ${digest}, not the pinned ${keyring.sha256}; ${mend}`,
  };
}
