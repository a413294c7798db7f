import {mkdir, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import type {Clock} from '../../system/clock.ts';
import {layOver, readKindConfig} from './config.ts';
import type {Api, Cluster, ClusterEffects} from '../cluster.ts';
import {connect} from './connect.ts';
import {isolateDns} from '../harness/coredns.ts';
import {placeHostGuard} from './host-guard.ts';
import {openKindLog} from './kind-log.ts';
import {loadImages} from './images.ts';
import {readMachine} from './machine.ts';
import {checkName} from './name.ts';
import {createNetwork} from './network.ts';
import {writeNodeFiles} from './nodes/files.ts';
import {nodeShell} from './nodes/shell.ts';
import type {Owner} from './owner.ts';
import {proveReady} from './ready.ts';
import {sentinelObjects} from '../harness/sentinels.ts';

/** What a cluster is made with. */
export interface CreateOptions {
  /** Name of the cluster and of its Docker network; begins with `seatrial-`. */
  readonly name: string;
  /** Where the kubeconfig goes; its folder becomes the cluster's own and is removed with it. */
  readonly kubeconfig: string;
  /** The file that keeps all that kind says. */
  readonly log: string;
  readonly owner: Owner;
  readonly tools: {readonly kind: string; readonly nodeImage: string; readonly sentinelImage: string};
  readonly effects: ClusterEffects;
  readonly clock: Clock;
  /** With shortened timings (default: false). */
  readonly accelerated?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (text: string) => void;
}

/** How long `kind create cluster` may take, ms. */
const creationBoundMs = 300_000;

/**
 * Creates a cluster and resolves when pods may be started in it; `proveNetwork` is still to be asked. The caller owes
 * `deleteCluster` from before the call on, also when it throws: what was made until then stays, for a look or for the
 * clean-up.
 */
export async function createCluster(options: CreateOptions): Promise<Cluster> {
  const {
    name,
    kubeconfig,
    log,
    owner,
    tools,
    effects,
    clock,
    accelerated = false,
    signal,
    onProgress = () => undefined,
  } = options;
  checkName(name);
  const {exec} = effects;
  const folder = dirname(kubeconfig);
  const [machine, config] = await Promise.all([readMachine(exec), readKindConfig()]);
  await mkdir(folder, {recursive: true, mode: 0o700});
  const mounts = await writeNodeFiles(folder, config.networking, owner);
  const configPath = join(folder, 'kind.yaml');
  await writeFile(configPath, layOver(config, {name, machine, mounts, accelerated}));

  onProgress('creating a network of its own');
  await createNetwork(exec, name, owner);
  await placeHostGuard(exec, {cluster: name, image: tools.nodeImage});
  const argv = [
    tools.kind,
    'create',
    'cluster',
    '--name',
    name,
    '--image',
    tools.nodeImage,
    '--config',
    configPath,
    '--kubeconfig',
    kubeconfig,
    '--retain',
  ];
  const {onLine, explained} = openKindLog(log, onProgress);
  await exec(argv, {
    env: {KIND_EXPERIMENTAL_DOCKER_NETWORK: name, KIND_EXPERIMENTAL_PROVIDER: 'docker'},
    timeoutMs: creationBoundMs,
    // Its `docker run`s end by themselves; `deleteCluster` waits for them.
    leaveChildren: true,
    onLine,
    ...(signal === undefined ? {} : {signal}),
  }).catch((error: unknown) => {
    throw signal?.aborted === true ? error : explained(error);
  });

  onProgress('waiting for the nodes');
  const prepare = async (api: Api) => {
    const nodes = (await api.list({apiVersion: 'v1', kind: 'Node'})).items.map(({metadata}) => metadata);
    await isolateDns(api);
    await loadImages({exec, shell: nodeShell(effects), kubeconfig, nodes}, [tools.sentinelImage]);
    // In order: the objects live in the namespace that comes first.
    // oxlint-disable-next-line no-await-in-loop
    for (const object of sentinelObjects(tools.sentinelImage)) await api.apply(object);
  };
  const {nodeImage} = tools;
  const nodeCount = config.nodes.length;
  const connecting = {name, kubeconfig, effects, clock, machine, nodeImage, nodeCount, meanwhile: prepare};
  const cluster = await connect(signal === undefined ? connecting : {...connecting, signal});
  await proveReady(cluster, {clock, onProgress, ...(signal === undefined ? {} : {signal})});
  return cluster;
}
