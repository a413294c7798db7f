import {podSpecOf, resourceOf} from '../../kubernetes/containers.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {nameOf} from '../../kubernetes/owners.ts';
import {parseQuantity} from '../../kubernetes/quantities.ts';
import {bytes} from '../../text/units.ts';
import {at} from '../manifests/places.ts';
import type {Mutant, NotApplicable, Sound} from './mutant.ts';
import {refOf} from './sound.ts';

const mebi = 2 ** 20;

/** Mutants of what the entry's container may use. */
export const ofResources: readonly Mutant[] = [
  {
    name: 'no-memory-limit',
    defect: 'Nothing bounds the memory of the container: a runaway takes what it wants.',
    scenario: 'oom',
    check: 'declared-resources',
    plant(sound) {
      const bounded = limitOf(sound);
      if ('reason' in bounded) return bounded;
      const given = sound.objects.find(givesLimit);
      if (given !== undefined) return {reason: `${nameOf(refOf(given))} gives every container another one`};
      return {edit: {is: 'left-out', of: sound.ref, path: bounded.path}, at: place(sound, bounded.path)};
    },
  },
  {
    name: 'memory-limit-too-low',
    defect: 'The memory limit is what the container was seen to need at three times peak, and leaves nothing.',
    scenario: 'oom',
    check: 'memory-headroom',
    isMeasured: true,
    plant(sound) {
      const bounded = limitOf(sound);
      if ('reason' in bounded) return bounded;
      const {memoryPeak, container, ref} = sound;
      if (memoryPeak === undefined)
        return {reason: 'what it needs was not measured: the subject itself must run this scenario before ("good")'};
      const limit = Math.floor(memoryPeak / mebi);
      if (bounded.bytes <= limit * mebi)
        return {reason: `its limit of ${bytes(bounded.bytes)} is no more than the ${bytes(memoryPeak)} it needs`};
      const request = parseQuantity(resourceOf(container, 'requests', 'memory')) ?? bounded.bytes;
      if (request > limit * mebi)
        return {
          reason: `its request of ${bytes(request)} is above the ${bytes(memoryPeak)} it needs, and no limit is below a request`,
        };
      return {edit: {is: 'set', of: ref, path: bounded.path, value: `${limit}Mi`}, at: place(sound, bounded.path)};
    },
  },
];

function limitOf({container, workload}: Sound): {readonly bytes: number; readonly path: string} | NotApplicable {
  const limit = parseQuantity(resourceOf(container, 'limits', 'memory'));
  if (limit === undefined) return {reason: `container ${container.name} has no memory limit`};
  if (at(podSpecOf(workload)?.spec, ['resources', 'limits', 'memory']) !== undefined)
    return {reason: 'its pod has a memory limit as a whole, which stays'};
  return {bytes: limit, path: `${container.path}.resources.limits.memory`};
}

/** A LimitRange that gives a memory limit to containers without one. */
function givesLimit({kind, spec}: KubeObject): boolean {
  const limits = (spec?.['limits'] ?? []) as readonly {readonly type?: string; readonly default?: unknown}[];
  return (
    kind === 'LimitRange' && limits.some((one) => one.type === 'Container' && at(one.default, ['memory']) !== undefined)
  );
}

function place({ref: {kind, name}, container}: Sound, path: string) {
  return {object: {kind, name, container: container.name}, path};
}
