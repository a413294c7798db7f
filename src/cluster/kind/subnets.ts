import {commandLine} from '../../system/command-line.ts';
import {HarnessError} from '../../system/errors.ts';

/** An IPv4 range in numbers, ends included. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** Reads `a.b.c.d/n` (or a bare address, or `default`); undefined for anything else, such as IPv6. */
export function parseCidr(text: string): Range | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)(?:\/(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [a, b, c, d] = match.slice(1, 5).map(Number);
  const bits = match[5] === undefined ? 32 : Number(match[5]);
  const size = 2 ** (32 - bits);
  const address = (((a ?? 0) * 256 + (b ?? 0)) * 256 + (c ?? 0)) * 256 + (d ?? 0);
  const first = Math.floor(address / size) * size;
  return {first, last: first + size - 1};
}

/**
 * The /24 networks that may be ours, in the order they are tried: 198.18.32.0 to 198.18.127.0. Below lie the engine's
 * own pools, above the pods.
 */
export const candidateSubnets: readonly string[] = Array.from({length: 96}, (_, index) => `198.18.${32 + index}.0/24`);

/** The candidates that overlap with nothing taken. Throws HarnessError when there is none. */
export function freeSubnets(taken: readonly string[]): readonly string[] {
  const ranges = taken.map(parseCidr).filter((range) => range !== undefined);
  const free = candidateSubnets.filter((subnet) => {
    const own = parseCidr(subnet);
    return own !== undefined && !ranges.some((range) => range.first <= own.last && own.first <= range.last);
  });
  if (free.length > 0) return free;
  throw new HarnessError(
    'no-subnet',
    'Every network from 198.18.32.0/24 to 198.18.127.0/24 is in use by Docker networks or routes of this host',
    {
      hint: `Remove old networks of ours with "${commandLine('clean')}", or see "docker network ls" and "ip route".`,
    },
  );
}
