import {pinned} from '../pinned.ts';
import type {Client, Job} from '../client.ts';

/** Our own engine, every request recorded into a file. */
export const engine: Client = {
  name: 'seatrial',
  async saturate(job) {
    const {requests, elapsedSeconds, cpuSeconds} = await run(job, 0);
    return {requests, elapsedSeconds, cpuSeconds};
  },
  async paced(job) {
    return (await run(job, job.ratePerSecond)).startsMs;
  },
};

interface Run {
  readonly requests: number;
  readonly elapsedSeconds: number;
  readonly startsMs: readonly number[];
}

async function run({url, lane, seconds}: Job, ratePerSecond: number): Promise<Run & {readonly cpuSeconds: number}> {
  const child = new URL('./engine-child.ts', import.meta.url).pathname;
  const {stdout, cpuSeconds} = await pinned([
    process.execPath,
    child,
    url,
    lane,
    String(seconds),
    String(ratePerSecond),
  ]);
  return {...(JSON.parse(stdout) as Run), cpuSeconds};
}
