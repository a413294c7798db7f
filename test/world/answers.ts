import {ApiError} from '../../src/cluster/api/api-error.ts';
import {listens, type World} from './state.ts';

/** Whether any pod of a workload can be talked to. */
export function isThere(world: World, name: string): boolean {
  return [...world.pods].some(
    (pod) =>
      pod.workload.name === name &&
      pod.containers.some(
        ({process}) =>
          listens(process, world.time.nowMs()) && !process.isPaused && process.isCutOff === undefined && pod.isReady,
      ),
  );
}

/** What one pod answers a request of its own, past every Service: its status; rejects with ApiError when it does not. */
export async function askedDirectly(world: World, path: string): Promise<{readonly code: number}> {
  const name = /\/pods\/([^:]+):/.exec(path)?.[1];
  const pod = [...world.pods].find((one) => one.name === name);
  const process = pod?.containers.find(({spec}) => spec.port !== undefined)?.process;
  const silent = new ApiError('GET', path, 503, 'ServiceUnavailable', 'it does not answer');
  if (process === undefined || !listens(process, world.time.nowMs())) throw silent;
  const {latencyMs, needs} = process.container.spec.program;
  await world.time.sleep(process.isPaused ? world.subject.profile.entry.timeoutMs : latencyMs);
  if (process.isPaused) throw silent;
  return {code: needs === undefined || (process.isCutOff !== 'peers' && isThere(world, needs)) ? 200 : 503};
}
