import {mkdtemp, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {tmpdir} from 'node:os';
import {exec} from '../../src/system/exec.ts';
import {cacheFolder} from '../../src/system/folders.ts';
import {pinned} from '../pinned.ts';
import type {Client, Job} from '../client.ts';

const folder = join(cacheFolder(), 'bench');
const program = join(folder, 'vegeta');

/** vegeta, built once from its Go module into the cache folder. */
export const vegeta: Client = {
  name: 'vegeta',
  async saturate(job) {
    const {startsMs, cpuSeconds} = await attack(job, ['-rate=0', '-max-workers=50']);
    return {requests: startsMs.length, elapsedSeconds: job.seconds, cpuSeconds};
  },
  async paced(job) {
    return (await attack(job, [`-rate=${job.ratePerSecond}/1s`])).startsMs;
  },
};

async function attack(
  {url, lane, seconds}: Job,
  rate: readonly string[],
): Promise<{startsMs: readonly number[]; cpuSeconds: number}> {
  await exec(['go', 'install', 'github.com/tsenart/vegeta/v12@v12.13.0'], {env: {GOBIN: folder}, timeoutMs: 300_000});
  const results = await mkdtemp(join(tmpdir(), 'bench-vegeta-'));
  try {
    const file = join(results, 'results.bin');
    const options = [
      `-duration=${seconds}s`,
      `-keepalive=${lane === 'reused'}`,
      '-connections=50',
      `-output=${file}`,
      ...rate,
    ];
    const {cpuSeconds} = await pinned([program, 'attack', ...options], `GET ${url}\n`);
    const {stdout} = await exec([program, 'encode', '-to=csv', file], {timeoutMs: 60_000});
    const rows = stdout.split('\n').map((line) => line.split(',', 2));
    return {
      startsMs: rows.filter(([, status]) => status === '200').map(([startNs]) => startMsOf(startNs ?? '')),
      cpuSeconds,
    };
  } finally {
    await rm(results, {recursive: true, force: true});
  }
}

/** Nanoseconds since 1970 do not fit into a number; ms of the hour do. */
function startMsOf(startNs: string): number {
  return Number(BigInt(startNs) % 3_600_000_000_000n) / 1e6;
}
