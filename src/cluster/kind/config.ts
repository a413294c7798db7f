import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {parse, stringify} from 'yaml';
import {HarnessError} from '../../system/errors.ts';
import {ownNodePorts} from '../labels.ts';
import type {Machine} from './machine.ts';
import type {NodeMount} from './nodes/files.ts';
import {reservedPerWorker} from './reserved.ts';

/** What the harness needs to know of kind-config.yaml. */
export interface KindConfig {
  readonly networking: {readonly podSubnet: string; readonly serviceSubnet: string};
  readonly nodes: readonly KindNode[];
  readonly kubeadmConfigPatches?: readonly string[];
  readonly [key: string]: unknown;
}

interface KindNode {
  readonly role: 'control-plane' | 'worker';
  readonly kubeadmConfigPatches?: readonly string[];
  readonly [key: string]: unknown;
}

/** What a run lays over kind-config.yaml. */
export interface Overlay {
  readonly name: string;
  readonly machine: Machine;
  readonly mounts: readonly NodeMount[];
  /** With timings far below the defaults: a trial on such a cluster says so and satisfies no gate. */
  readonly accelerated: boolean;
}

/**
 * A lost node is NotReady within 20 s instead of 50, above the 10 s in which a kubelet renews its Lease, and its pods
 * are replaced 10 s later instead of 300. kind renders the kubeadm API in which extraArgs is a map for Kubernetes below
 * 1.36.
 */
const acceleration = {
  kind: 'ClusterConfiguration',
  controllerManager: {extraArgs: {'node-monitor-grace-period': '20s', 'node-monitor-period': '2s'}},
  apiServer: {
    extraArgs: {'default-not-ready-toleration-seconds': '10', 'default-unreachable-toleration-seconds': '10'},
  },
};

/** Reads the project's kind-config.yaml. */
export async function readKindConfig(): Promise<KindConfig> {
  return parse(await readFile(configPath(), 'utf8')) as KindConfig;
}

/** The kind configuration of one run, as YAML: the name, the mounts on every node, and what each worker holds back. */
export function layOver(config: KindConfig, {name, machine, mounts, accelerated}: Overlay): string {
  const workers = config.nodes.filter((node) => node.role === 'worker').length;
  const {milliCpu, memoryMib} = reservedPerWorker(machine, workers);
  const reserved = `cpu=${milliCpu}m,memory=${memoryMib}Mi`;
  const nodes = config.nodes.map((node) => ({
    ...node,
    extraMounts: mounts,
    ...(node.kubeadmConfigPatches === undefined
      ? {}
      : {kubeadmConfigPatches: node.kubeadmConfigPatches.map((patch) => reserve(patch, reserved))}),
    // Port 0 lets kind choose a free one on the host.
    ...(machine.reachable || node.role === 'worker'
      ? {}
      : {
          extraPortMappings: ownNodePorts.map((containerPort) => ({
            containerPort,
            hostPort: 0,
            listenAddress: '127.0.0.1',
          })),
        }),
  }));
  const patches = [...(config.kubeadmConfigPatches ?? []), ...(accelerated ? [stringify(acceleration)] : [])];
  return stringify({...config, name, nodes, ...(patches.length === 0 ? {} : {kubeadmConfigPatches: patches})});
}

/** Puts the reserved resources into a kubeadm patch that has a place for them. */
function reserve(patch: string, reserved: string): string {
  const parsed = parse(patch) as {nodeRegistration?: {kubeletExtraArgs?: Record<string, string>}};
  const args = parsed.nodeRegistration?.kubeletExtraArgs;
  if (args?.['system-reserved'] === undefined) return patch;
  args['system-reserved'] = reserved;
  return stringify(parsed);
}

/**
 * The file stands at the top of the project or package, above this one by two folders in source and three in the
 * compiled form.
 */
function configPath(): string {
  let folder = import.meta.dirname;
  for (let up = 0; up < 5; up++) {
    const path = join(folder, 'kind-config.yaml');
    if (existsSync(path)) return path;
    folder = dirname(folder);
  }
  throw new HarnessError('no-kind-config', `No kind-config.yaml above ${import.meta.dirname}`, {
    hint: 'Install seatrial again: the file belongs to it.',
  });
}
