import test from 'ava';
import {parse} from 'yaml';
import {layOver, readBedConfig} from '../../src/cluster/bed-config.ts';
import type {Machine} from '../../src/cluster/machine.ts';

const machine: Machine = {cores: 2, memoryBytes: 24 * 2 ** 30, cgroupVersion: 2, kernel: '6.1', reachable: true};
const mounts = [{hostPath: '/state/guard.sh', containerPath: '/guard.sh', readOnly: true}] as const;

interface Config {
  readonly name: string;
  readonly nodes: readonly {
    readonly role: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly extraMounts: readonly unknown[];
    readonly extraPortMappings?: readonly {readonly hostPort: number; readonly listenAddress: string}[];
    readonly kubeadmConfigPatches?: readonly string[];
  }[];
}

test('kind-config.yaml has four workers in zones a, a, b, c and stays in the benchmarking range', async (t) => {
  const config = await readBedConfig();
  const zones = config.nodes.map((node) => (node['labels'] as Record<string, string> | undefined)?.['topology.kubernetes.io/zone']);
  t.deepEqual(zones, [undefined, 'a', 'a', 'b', 'c']);
  t.is(config.nodes[0]?.role, 'control-plane');
  t.regex(config.networking.podSubnet, /^198\.19\./);
  t.regex(config.networking.serviceSubnet, /^198\.19\./);
});

test('a run lays its name, the mounts and what this machine can promise over it', async (t) => {
  const config = parse(layOver(await readBedConfig(), {name: 'seatrial-x1', machine, mounts})) as Config;
  t.is(config.name, 'seatrial-x1');
  for (const node of config.nodes) t.deepEqual(node.extraMounts, mounts);
  for (const worker of config.nodes.filter(({role}) => role === 'worker')) {
    t.regex(worker.kubeadmConfigPatches?.[0] ?? '', /system-reserved: cpu=1625m,memory=19968Mi/);
  }
  t.is(config.nodes[0]?.extraPortMappings, undefined);
});

test('ports are published on the loopback address alone, and only where containers cannot be reached', async (t) => {
  const config = parse(layOver(await readBedConfig(), {name: 'seatrial-x1', machine: {...machine, reachable: false}, mounts})) as Config;
  const published = config.nodes.flatMap((node) => node.extraPortMappings ?? []);
  t.is(published.length, 2);
  for (const port of published) t.is(port.listenAddress, '127.0.0.1');
});
