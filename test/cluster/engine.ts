import {kindLabel, networkLabel, ownerLabel, userLabel} from '../../src/cluster/labels.ts';

/** What a fake container is, beside its name. */
interface Of {
  readonly cluster?: string;
  readonly id?: string;
  readonly state?: string;
  readonly mounts?: readonly string[];
  /** Its address in each of its networks. */
  readonly addresses?: Readonly<Record<string, string>>;
  readonly limits?: Readonly<Record<string, number>>;
}

/** A container as `docker inspect` prints it on one line. */
export function containerJson(name: string, of: Of = {}): string {
  const {cluster = '', id = `id-${name}`, state = 'running', mounts = [], addresses = {}, limits = {}} = of;
  return JSON.stringify({
    Id: id,
    Name: `/${name}`,
    Image: 'sha256:1',
    State: {Status: state},
    Config: {Labels: {[kindLabel]: cluster}},
    Mounts: mounts.map((Destination) => ({Destination})),
    NetworkSettings: {
      Networks: Object.fromEntries(Object.entries(addresses).map(([network, IPAddress]) => [network, {IPAddress}])),
    },
    HostConfig: {NanoCpus: 0, CpuQuota: 0, Memory: 0, ...limits},
  });
}

/** The network of a cluster as `docker network inspect` prints it on one line. */
export function networkJson(
  cluster: string,
  {owner, user, subnet}: {readonly owner?: string; readonly user?: string; readonly subnet?: string} = {},
): string {
  const labels = {[networkLabel]: cluster, [ownerLabel]: owner, [userLabel]: user};
  return JSON.stringify({
    Id: `net-${cluster}`,
    Labels: labels,
    IPAM: {Config: subnet === undefined ? [] : [{Subnet: subnet}]},
  });
}
