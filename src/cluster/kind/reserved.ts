import type {Machine} from './machine.ts';

/** What kubelet keeps from pods on one worker: millicores and MiB. */
export interface Reserved {
  readonly milliCpu: number;
  readonly memoryMib: number;
}

/**
 * What each of `workers` must hold back so that together they promise at most the machine less the share of the control
 * plane, the load and the host: a quarter of the cores (at least half a core) and a quarter of the memory (at least 2
 * GiB).
 */
export function reservedPerWorker(machine: Pick<Machine, 'cores' | 'memoryBytes'>, workers: number): Reserved {
  const cores = machine.cores * 1000;
  const memory = Math.floor(machine.memoryBytes / 2 ** 20);
  const promisedCpu = Math.max(0, cores - Math.max(500, cores / 4));
  const promisedMemory = Math.max(0, memory - Math.max(2048, memory / 4));
  return {
    milliCpu: cores - Math.floor(promisedCpu / workers),
    memoryMib: memory - Math.floor(promisedMemory / workers),
  };
}
