import test from 'ava';
import {parse} from 'yaml';
import {layOver, readKindConfig} from '../../../src/cluster/kind/config.ts';
import {timingsOf} from '../../../src/forecast/timings.ts';
import type {Machine} from '../../../src/cluster/kind/machine.ts';

const machine: Machine = {cores: 2, memoryBytes: 24 * 2 ** 30, cgroupVersion: 2, kernel: '6.1', reachable: true};
const mounts = [{hostPath: '/state/guard.sh', containerPath: '/guard.sh', readOnly: true}] as const;

interface Config {
  readonly name: string;
  readonly kubeadmConfigPatches: readonly string[];
  readonly nodes: readonly {
    readonly role: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly extraMounts: readonly unknown[];
    readonly extraPortMappings?: readonly {readonly hostPort: number; readonly listenAddress: string}[];
    readonly kubeadmConfigPatches?: readonly string[];
  }[];
}

test('kind-config.yaml has four workers in zones a, a, b, c and stays in the benchmarking range', async (t) => {
  const config = await readKindConfig();
  const zones = config.nodes.map(
    (node) => (node['labels'] as Record<string, string> | undefined)?.['topology.kubernetes.io/zone'],
  );
  t.deepEqual(zones, [undefined, 'a', 'a', 'b', 'c']);
  t.is(config.nodes[0]?.role, 'control-plane');
  t.regex(config.networking.podSubnet, /^198\.19\./);
  t.regex(config.networking.serviceSubnet, /^198\.19\./);
});

test('a run lays its name, the mounts and what this machine can promise over it', async (t) => {
  const config = parse(
    layOver(await readKindConfig(), {name: 'seatrial-x1', machine, mounts, accelerated: false}),
  ) as Config;
  t.is(config.name, 'seatrial-x1');
  for (const node of config.nodes) t.deepEqual(node.extraMounts, mounts);
  for (const worker of config.nodes.filter(({role}) => role === 'worker')) {
    t.regex(worker.kubeadmConfigPatches?.[0] ?? '', /system-reserved: cpu=1625m,memory=19968Mi/);
  }
  t.is(config.nodes[0]?.extraPortMappings, undefined);
});

test('ports are published on the loopback address alone, and only where containers cannot be reached', async (t) => {
  const config = parse(
    layOver(await readKindConfig(), {
      name: 'seatrial-x1',
      machine: {...machine, reachable: false},
      mounts,
      accelerated: false,
    }),
  ) as Config;
  const published = config.nodes.flatMap((node) => node.extraPortMappings ?? []);
  t.is(published.length, 5);
  for (const port of published) t.is(port.listenAddress, '127.0.0.1');
});

test('shortened timings are added to what is patched anyway, and only when asked for', async (t) => {
  const laid = async (accelerated: boolean) =>
    (parse(layOver(await readKindConfig(), {name: 'seatrial-x1', machine, mounts, accelerated})) as Config)
      .kubeadmConfigPatches;
  const usual = await laid(false);
  const [added, ...others] = (await laid(true)).filter((patch) => !usual.includes(patch));
  t.deepEqual(others, []);
  t.like(parse(added ?? ''), {
    kind: 'ClusterConfiguration',
    controllerManager: {extraArgs: {'node-monitor-grace-period': '20s'}},
  });
  for (const patch of usual) t.notRegex(patch, /node-monitor|toleration/);
});

test('the times that shortened flags stand for are read back from the cluster', (t) => {
  const flags = [
    '--node-monitor-grace-period=20s',
    '--node-monitor-period=2s',
    '--default-unreachable-toleration-seconds=10',
  ];
  t.like(timingsOf('v1.34.4', flags), {
    nodeMonitorGraceMs: 20_000,
    nodeMonitorPeriodMs: 2000,
    unreachableTolerationMs: 10_000,
  });
});
