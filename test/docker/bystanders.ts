import {randomBytes} from 'node:crypto';
import {kindLabel, networkLabel, ownerLabel, userLabel} from '../../src/cluster/labels.ts';
import {archiveFolder} from '../../src/cluster/kind/nodes/files.ts';
import {type Owner, ownerPath} from '../../src/cluster/kind/owner.ts';
import {exec} from '../../src/system/exec.ts';

/** Containers that look like nodes and are never started, and a network. */
export interface Bystanders extends AsyncDisposable {
  /** The names of the clusters: of another owner, of a version before owners, and of a user's own kind. */
  readonly names: {readonly other: string; readonly ownerless: string; readonly own: string};
  /** All of them as the engine has them. */
  look(): Promise<string>;
}

/** What stands in for the clusters of other people, with names of their own, so that tests beside these make theirs. */
export async function makeBystanders(
  other: Owner = {id: randomBytes(16).toString('hex'), user: 4711, machine: 'm'},
): Promise<Bystanders> {
  const tail = randomBytes(4).toString('hex');
  const names = {other: `seatrial-${tail}`, ownerless: `seatrial-old-${tail}`, own: `seatrial-dev-${tail}`};
  const containers: string[] = [];
  const networks: string[] = [];
  const remove = async () => {
    if (containers.length > 0) await exec(['docker', 'rm', '-v', ...containers], {allowFailure: true});
    if (networks.length > 0) await exec(['docker', 'network', 'rm', ...networks], {allowFailure: true});
  };
  try {
    containers.push(await node(names.other, [archiveFolder, ownerPath(other)]));
    containers.push(await node(names.ownerless, [archiveFolder]));
    containers.push(await node(names.own, []));
    const labels = [
      `${networkLabel}=${names.other}`,
      `${ownerLabel}=${other.id}`,
      `${userLabel}=${other.user}`,
    ].flatMap((label) => ['--label', label]);
    networks.push((await exec(['docker', 'network', 'create', '--internal', ...labels, names.other])).stdout.trim());
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    names,
    look: async () =>
      (await exec(['docker', 'inspect', '--format', '{{.Id}} {{.Name}} {{.Created}}', ...containers, ...networks]))
        .stdout,
    [Symbol.asyncDispose]: remove,
  };
}

/** A container with kind's label and these mounts, of an image that is there on every machine that is set up. */
export async function node(cluster: string, paths: readonly string[]): Promise<string> {
  const mounts = paths.flatMap((path) => [
    '--mount',
    `type=bind,source=${import.meta.filename},target=${path},readonly`,
  ]);
  const argv = [
    'docker',
    'create',
    '--network',
    'none',
    '--name',
    `${cluster}-control-plane`,
    '--label',
    `${kindLabel}=${cluster}`,
    ...mounts,
  ];
  return (await exec([...argv, 'seatrial/sentinel:dev'])).stdout.trim();
}
