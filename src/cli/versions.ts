import type {Tools} from '../setup/tools.ts';
import {cgroupV2FaultPath} from '../system/cgroup-v2.ts';
import {ownVersion} from './version.ts';

/**
 * The versions that a report names: of seatrial, Node, Kubernetes, the node image and its bases with their digests, and
 * Docker.
 */
export function versionsOf({
  kubernetesVersion,
  nodeImage,
  imageDigests,
  dockerVersion,
}: Tools): Readonly<Record<string, string>> {
  return {
    seatrial: ownVersion(),
    node: process.version,
    kubernetes: kubernetesVersion,
    'node image': nodeImage,
    ...Object.fromEntries(
      Object.entries(imageDigests).map(([image, digest]) => [
        image === nodeImage ? 'node image digest' : `base image ${image}`,
        digest,
      ]),
    ),
    docker: dockerVersion,
    'cgroup v2 fault path': cgroupV2FaultPath,
  };
}
