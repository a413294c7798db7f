import {pinned} from '../pinned.ts';
import type {Client, Job} from '../client.ts';

/** autocannon, in a Node of its own. */
export const autocannon: Client = {
  name: 'autocannon',
  async saturate(job) {
    const {requests, elapsedSeconds, cpuSeconds} = await cannonade(job, 0);
    return {requests, elapsedSeconds, cpuSeconds};
  },
  async paced(job) {
    return (await cannonade(job, job.ratePerSecond)).startsMs;
  },
};

interface Cannonade {
  readonly requests: number;
  readonly elapsedSeconds: number;
  readonly startsMs: readonly number[];
}

async function cannonade(
  {url, lane, seconds}: Job,
  ratePerSecond: number,
): Promise<Cannonade & {readonly cpuSeconds: number}> {
  const child = new URL('./autocannon-child.ts', import.meta.url).pathname;
  const {stdout, cpuSeconds} = await pinned([
    process.execPath,
    child,
    url,
    lane,
    String(seconds),
    String(ratePerSecond),
  ]);
  return {...(JSON.parse(stdout) as Cannonade), cpuSeconds};
}
