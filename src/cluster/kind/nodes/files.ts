import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {guardScript, guardUnit} from './guards.ts';
import type {GuardedRanges} from './guards.ts';
import {type Owner, ownerPath} from '../owner.ts';

/** A file or folder of the host that every node is born with, read-only. */
export interface NodeMount {
  readonly hostPath: string;
  readonly containerPath: string;
  readonly readOnly: true;
}

/** Where image archives lie inside the nodes. */
export const archiveFolder = '/seatrial/images';

const guardPath = '/usr/local/lib/seatrial/guard.sh';

const unit = `[Unit]
Description=Leak guards: no packet for pods or services leaves this node
DefaultDependencies=no
Before=containerd.service kubelet.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/bash ${guardPath}
`;

const needsGuard = `[Unit]
Requires=${guardUnit}
After=${guardUnit}
`;

/**
 * Writes the guards' script and units below `folder`, and who the owner is, and says where each is mounted in the
 * nodes. They are there from a node's first boot and at every later one, and neither containerd nor kubelet starts
 * without the guards. The folder must outlive the cluster.
 */
export async function writeNodeFiles(
  folder: string,
  ranges: GuardedRanges,
  owner: Owner,
): Promise<readonly NodeMount[]> {
  const files = [
    {name: 'guard.sh', containerPath: guardPath, text: guardScript(ranges)},
    {name: guardUnit, containerPath: `/etc/systemd/system/${guardUnit}`, text: unit},
    {
      name: 'containerd.conf',
      containerPath: '/etc/systemd/system/containerd.service.d/50-seatrial-guard.conf',
      text: needsGuard,
    },
    {
      name: 'kubelet.conf',
      containerPath: '/etc/systemd/system/kubelet.service.d/50-seatrial-guard.conf',
      text: needsGuard,
    },
    {name: 'owner', containerPath: ownerPath(owner), text: `${owner.id}\n`},
  ];
  const images = imageFolder(folder);
  await mkdir(images, {recursive: true});
  await mkdir(join(folder, 'node'), {recursive: true});
  const mounts: NodeMount[] = [{hostPath: images, containerPath: archiveFolder, readOnly: true}];
  for (const {name, containerPath, text} of files) {
    const hostPath = join(folder, 'node', name);
    // oxlint-disable-next-line no-await-in-loop -- five small files
    await writeFile(hostPath, text, {mode: 0o644});
    mounts.push({hostPath, containerPath, readOnly: true});
  }
  return mounts;
}

/** Where the host puts image archives for the nodes of the cluster with this folder. */
export function imageFolder(folder: string): string {
  return join(folder, 'images');
}
