import * as z from 'zod';
import {HarnessError} from '../../system/errors.ts';

/** A container as the engine sees it now. */
export interface Container {
  readonly id: string;
  readonly name: string;
  /** `running`, `paused`, `exited` or what else the engine says. */
  readonly state: string;
  /** The ID of its image. */
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Where its mounts stand in it. */
  readonly mounts: readonly string[];
  /** Its address in each of its networks; empty unless it runs. */
  readonly addresses: ReadonlyMap<string, string>;
  /** What bounds it (CPU, memory), by the engine's names; only what is set. */
  readonly limits: Readonly<Record<string, number>>;
}

/** A network of the engine. */
export interface Network {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly subnets: readonly string[];
}

/** Reads the JSON of one container. Throws HarnessError for anything else. */
export function readContainer(text: string): Container {
  const {Id, Name, State, Image, Config, Mounts, NetworkSettings, HostConfig} = read(container, text);
  const {NanoCpus = 0, CpuQuota = 0, Memory = 0} = HostConfig ?? {};
  const limits = Object.entries({nanoCpus: NanoCpus, cpuQuota: CpuQuota, memory: Memory});
  return {
    id: Id,
    name: Name.replace(/^\//, ''),
    state: State.Status,
    image: Image ?? '',
    labels: Config?.Labels ?? {},
    mounts: (Mounts ?? []).map(({Destination}) => Destination),
    addresses: new Map(
      Object.entries(NetworkSettings?.Networks ?? {}).map(([name, joined]) => [name, joined?.IPAddress ?? '']),
    ),
    limits: Object.fromEntries(limits.filter(([, value]) => value > 0)),
  };
}

/** Reads the JSON of one network. Throws HarnessError for anything else. */
export function readNetwork(text: string): Network {
  const {Id, Labels, IPAM} = read(network, text);
  const subnets = (IPAM?.Config ?? []).flatMap(({Subnet}) => (Subnet === undefined ? [] : [Subnet]));
  return {id: Id, labels: Labels ?? {}, subnets};
}

const labels = z.record(z.string(), z.string()).nullish();
const container = z.object({
  Id: z.string(),
  Name: z.string(),
  State: z.object({Status: z.string()}),
  Image: z.string().optional(),
  Config: z.object({Labels: labels}).nullish(),
  Mounts: z.array(z.object({Destination: z.string()})).nullish(),
  NetworkSettings: z
    .object({Networks: z.record(z.string(), z.object({IPAddress: z.string().nullish()}).nullable()).nullish()})
    .nullish(),
  HostConfig: z
    .object({NanoCpus: z.number().optional(), CpuQuota: z.number().optional(), Memory: z.number().optional()})
    .nullish(),
});
const network = z.object({
  Id: z.string(),
  Labels: labels,
  IPAM: z.object({Config: z.array(z.object({Subnet: z.string().optional()})).nullish()}).nullish(),
});

function read<T>(schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new HarnessError('docker-inspect', `docker inspect said: ${text.slice(0, 300)}`, {cause});
  }
}
