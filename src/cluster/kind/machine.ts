import type {Exec} from '../../system/exec.ts';

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

interface Info {
  readonly NCPU: number;
  readonly MemTotal: number;
  readonly CgroupVersion?: string;
  readonly KernelVersion: string;
  readonly OperatingSystem: string;
  readonly SecurityOptions?: readonly string[] | null;
}

/** Asks the Docker engine about its machine. */
export async function readMachine(exec: Exec): Promise<Machine> {
  const info = JSON.parse(
    (await exec(['docker', 'info', '--format', '{{json .}}'], {timeoutMs: 30_000})).stdout,
  ) as Info;
  const rootless = info.SecurityOptions?.some((option) => option.includes('rootless')) === true;
  return {
    cores: info.NCPU,
    memoryBytes: info.MemTotal,
    cgroupVersion: info.CgroupVersion === '2' ? 2 : 1,
    kernel: info.KernelVersion,
    reachable: process.platform === 'linux' && !rootless && !info.OperatingSystem.includes('Docker Desktop'),
  };
}
