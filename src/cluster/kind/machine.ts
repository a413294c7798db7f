import type {Exec} from '../../system/exec.ts';
import * as docker from './docker.ts';

/** The machine that runs the node containers, as its Docker engine sees it. */
export interface Machine {
  readonly cores: number;
  readonly memoryBytes: number;
  readonly cgroupVersion: 1 | 2;
  readonly kernel: string;
  /**
   * Whether this process can reach containers at their own addresses; false for Docker Desktop and rootless engines.
   */
  readonly reachable: boolean;
}

/** Asks the Docker engine about its machine. */
export async function readMachine(exec: Exec): Promise<Machine> {
  const info = await docker.info(exec);
  const rootless = info.SecurityOptions?.some((option) => option.includes('rootless')) === true;
  return {
    cores: info.NCPU,
    memoryBytes: info.MemTotal,
    cgroupVersion: info.CgroupVersion === '2' ? 2 : 1,
    kernel: info.KernelVersion,
    reachable: process.platform === 'linux' && !rootless && !info.OperatingSystem.includes('Docker Desktop'),
  };
}
