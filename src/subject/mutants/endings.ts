import {rolloutOf} from '../../kubernetes/rollout.ts';
import {at} from '../manifests/places.ts';
import type {Mutant, Sound} from './mutant.ts';

/** Mutants of how the entry's pods end and are replaced. */
export const ofEndings: readonly Mutant[] = [
  {
    name: 'no-graceful-stop',
    defect: 'A pod that is ended stops taking requests at once: whoever has not heard of it yet is refused.',
    scenario: 'rolling-update',
    check: 'no-failed-requests',
    plant(sound) {
      const {container, ref} = sound;
      const reason = whyNoneServesOn(sound);
      if (reason !== undefined) return {reason};
      if (at(container.spec, ['lifecycle', 'preStop']) === undefined)
        return {reason: `container ${container.name} has no preStop hook: how it ends is its own code's`};
      const path = `${container.path}.lifecycle.preStop`;
      return {edit: {is: 'left-out', of: ref, path}, at: {object: {kind: ref.kind, name: ref.name}, path}};
    },
  },
  {
    name: 'max-unavailable-all',
    defect: 'All replicas may be away at once: every old one leaves before the first new one is ready.',
    scenario: 'rolling-update',
    check: 'no-failed-requests',
    plant(sound) {
      const reason = whyNotAtOnce(sound);
      if (reason !== undefined) return {reason};
      const {ref} = sound;
      const strategy = ref.kind === 'DaemonSet' ? 'spec.updateStrategy' : 'spec.strategy';
      return {
        edit: {is: 'set', of: ref, path: `${strategy}.rollingUpdate.maxUnavailable`, value: '100%'},
        at: {object: {kind: ref.kind, name: ref.name}, path: strategy},
      };
    },
  },
  {
    name: 'recreate',
    defect: 'A roll-out ends every old replica before it makes the first new one.',
    scenario: 'rolling-update',
    check: 'no-failed-requests',
    plant(sound) {
      const reason = sound.workload.kind === 'DaemonSet' ? 'a DaemonSet has no such roll-out' : whyNotAtOnce(sound);
      if (reason !== undefined) return {reason};
      const {ref} = sound;
      return {
        edit: {is: 'set', of: ref, path: 'spec.strategy', value: {type: 'Recreate'}},
        at: {object: {kind: ref.kind, name: ref.name}, path: 'spec.strategy'},
      };
    },
  },
];

/** Why no pod ends in a roll-out while another one serves: what fails then, fails with the hook as well. */
function whyNoneServesOn({workload, replicas}: Sound): string | undefined {
  const {type, replaces} = rolloutOf(workload, replicas) ?? {};
  if (type === 'Recreate' || type === 'OnDelete') return ofTypes[type];
  if (replaces === 0) return 'its partition keeps every pod at its revision';
  return areAllAway(workload, replicas) ? allAway : undefined;
}

/** Whether a roll-out may take all replicas at once. A DaemonSet has as many as there are nodes. */
function areAllAway(workload: Sound['workload'], replicas: number): boolean {
  const most = at(workload.spec, ['updateStrategy', 'rollingUpdate', 'maxUnavailable']);
  return workload.kind === 'DaemonSet'
    ? most === '100%'
    : (rolloutOf(workload, replicas)?.unavailable ?? 0) >= replicas;
}

const ofTypes = {
  Recreate: 'its roll-out ends them all first already (Recreate)',
  OnDelete: 'nothing is replaced but what somebody deletes (OnDelete)',
} as const;
const allAway = 'all its replicas may be away at once already';

/** Why not all pods can be made to end at once in a roll-out, or why that would be no change. */
function whyNotAtOnce({workload, replicas}: Sound): string | undefined {
  const {kind} = workload;
  if (kind === 'StatefulSet') return 'a StatefulSet replaces its pods one after the other';
  if (kind === 'Deployment' && replicas < 2) return 'it has one replica';
  const {type, surge} = rolloutOf(workload, replicas) ?? {};
  if (type === 'Recreate' || type === 'OnDelete') return ofTypes[type];
  if (kind === 'DaemonSet' && surge !== 0) return 'it has a maxSurge, which no maxUnavailable may stand beside';
  return areAllAway(workload, replicas) ? allAway : undefined;
}
