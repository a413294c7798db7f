import type {Exec, ExecOptions, ExecResult} from '../../system/exec.ts';
import {type Container, type Network, readContainer, readNetwork} from './docker-answers.ts';

/*
 * Docker's command line, as far as a kind cluster needs it: nothing else in this folder says `docker`. Every call is
 * bounded and throws CommandError when it fails, unless its function says what it answers then.
 */

const boundMs = 30_000;
const removalMs = 120_000;
const imagesMs = 300_000;

/** A container in a listing. */
interface Listed {
  readonly id: string;
  readonly name: string;
}

/** What the engine says of its machine. */
interface Info {
  readonly NCPU: number;
  readonly MemTotal: number;
  readonly CgroupVersion?: string;
  readonly KernelVersion: string;
  readonly OperatingSystem: string;
  readonly SecurityOptions?: readonly string[] | null;
}

/** What the engine says of itself and of its machine. */
export async function info(exec: Exec): Promise<Info> {
  return JSON.parse(await say(exec, 'info', '--format', '{{json .}}')) as Info;
}

/** The containers that pass all filters (`label=a=b`, `status=exited`), in any state unless `up`: running or paused. */
export async function containers(
  exec: Exec,
  filters: readonly string[],
  {up = false}: {readonly up?: boolean} = {},
): Promise<readonly Listed[]> {
  const all = up ? [] : ['-a'];
  const text = await say(exec, 'ps', ...all, '--no-trunc', ...filtered(filters), '--format', '{{.ID}}\t{{.Names}}');
  return linesOf(text).map((line) => {
    const [id = '', name = ''] = line.split('\t');
    return {id, name};
  });
}

/**
 * What the engine says of these containers, by ID or name. One that is gone is an error, or with `skipGone` passed
 * over.
 */
export async function inspectContainers(
  exec: Exec,
  ids: readonly string[],
  {skipGone = false}: {readonly skipGone?: boolean} = {},
): Promise<readonly Container[]> {
  const argv = ['inspect', '--type', 'container', '--format', '{{json .}}', ...ids];
  return (await inspect(exec, argv, ids, skipGone)).map(readContainer);
}

/** Removes containers in whatever state, with their volumes (within 120 s). */
export async function removeContainers(exec: Exec, ids: readonly string[]): Promise<void> {
  await exec(['docker', 'rm', '-f', '-v', ...ids], {timeoutMs: removalMs});
}

/** Ends the processes of containers without a warning. */
export async function kill(exec: Exec, names: readonly string[]): Promise<void> {
  await say(exec, 'kill', ...names);
}

/** Starts a container again. */
export async function start(exec: Exec, name: string): Promise<void> {
  await say(exec, 'start', name);
}

/** Stops all processes of containers where they are. */
export async function pause(exec: Exec, names: readonly string[]): Promise<void> {
  await say(exec, 'pause', ...names);
}

/** Lets a paused container go on. */
export async function unpause(exec: Exec, name: string): Promise<void> {
  await say(exec, 'unpause', name);
}

/** The ports of a container that are published, in the engine's own lines. */
export async function ports(exec: Exec, name: string): Promise<string> {
  return await say(exec, 'port', name);
}

/** The command that runs another inside a container, with its stdin and these variables. */
export function inside(
  name: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): readonly string[] {
  const variables = Object.entries(env).flatMap(([key, value]) => ['-e', `${key}=${value}`]);
  return ['docker', 'exec', '-i', ...variables, name, ...argv];
}

/** Runs bash as root in the host's network, in a container of this image that goes with it. */
export async function bashOnHost(
  exec: Exec,
  image: string,
  args: readonly string[],
  options: ExecOptions,
): Promise<ExecResult> {
  const container = ['run', '--rm', '-i', '--network', 'host', '--privileged', '--entrypoint', 'bash'];
  return await exec(['docker', ...container, image, ...args], options);
}

/** The ID of an image; undefined when the engine does not have it, or does not answer. */
export async function imageId(exec: Exec, image: string): Promise<string | undefined> {
  const argv = ['docker', 'image', 'inspect', '--format', '{{.Id}}', image];
  const {exitCode, stdout} = await exec(argv, {timeoutMs: boundMs, allowFailure: true});
  return exitCode === 0 ? stdout.trim() : undefined;
}

/** The IDs of the images whose name is like this (`*` matches within a part). */
export async function imagesLike(exec: Exec, reference: string): Promise<readonly string[]> {
  return linesOf(await say(exec, 'image', 'ls', ...filtered([`reference=${reference}`]), '--format', '{{.ID}}'));
}

/** Writes images into one archive (within 300 s). */
export async function saveImages(exec: Exec, archive: string, images: readonly string[]): Promise<void> {
  await exec(['docker', 'save', '-o', archive, ...images], {timeoutMs: imagesMs});
}

/** The IDs of the networks with all these labels (`key` or `key=value`). */
export async function networks(exec: Exec, labels: readonly string[]): Promise<readonly string[]> {
  const filters = filtered(labels.map((label) => `label=${label}`));
  return linesOf(await say(exec, 'network', 'ls', '--no-trunc', ...filters, '--format', '{{.ID}}'));
}

/** What the engine says of these networks; one that is gone is passed over. */
export async function inspectNetworks(exec: Exec, ids: readonly string[]): Promise<readonly Network[]> {
  const argv = ['network', 'inspect', '--format', '{{json .}}', ...ids];
  return (await inspect(exec, argv, ids, true)).map(readNetwork);
}

/** Makes a bridged network. Throws CommandError with `overlap` in its stderr when the subnet is taken. */
export async function createNetwork(
  exec: Exec,
  name: string,
  {subnet, labels}: {readonly subnet: string; readonly labels: readonly string[]},
): Promise<void> {
  const labelled = labels.flatMap((label) => ['--label', label]);
  await say(exec, 'network', 'create', '--driver', 'bridge', '--subnet', subnet, ...labelled, name);
}

/** Removes a network. Throws when containers are on it. */
export async function removeNetwork(exec: Exec, id: string): Promise<void> {
  await say(exec, 'network', 'rm', id);
}

/** Keeps an address of a network for a container that is down and was in it or not. */
export async function pinAddress(
  exec: Exec,
  {network, container, address}: {readonly network: string; readonly container: string; readonly address: string},
): Promise<void> {
  const [now] = await inspectContainers(exec, [container]);
  if (now?.addresses.has(network) === true) await say(exec, 'network', 'disconnect', network, container);
  await say(exec, 'network', 'connect', '--ip', address, network, container);
}

/** One JSON object a line. Where one is gone, the command fails after it has printed the others. */
async function inspect(
  exec: Exec,
  argv: readonly string[],
  ids: readonly string[],
  skipGone: boolean,
): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const {stdout} = await exec(['docker', ...argv], {timeoutMs: boundMs, allowFailure: skipGone});
  return linesOf(stdout);
}

async function say(exec: Exec, ...argv: readonly string[]): Promise<string> {
  return (await exec(['docker', ...argv], {timeoutMs: boundMs})).stdout;
}

function filtered(filters: readonly string[]): readonly string[] {
  return filters.flatMap((filter) => ['--filter', filter]);
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
