import {pinned} from '../pinned.ts';
import type {Client} from '../client.ts';

/** New connections for longer, in s, and a fast wrk, which closes first, would have used all ports up. */
const longestNew = 1;

/** wrk (Debian's package): closed loop only, so that it has no schedule to keep. */
export const wrk: Client = {
  name: 'wrk',
  async saturate({url, lane, seconds}) {
    const close = lane === 'new' ? ['-H', 'Connection: close'] : [];
    const duration = lane === 'new' ? `-d${longestNew}s` : `-d${seconds}s`;
    const {stdout, cpuSeconds} = await pinned(['wrk', '-t1', '-c50', duration, ...close, url]);
    const [, requests, elapsed] = /(\d+) requests in ([\d.]+)s/.exec(stdout) ?? [];
    return {requests: Number(requests), elapsedSeconds: Number(elapsed), cpuSeconds};
  },
};
