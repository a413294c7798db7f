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
    plant({container, ref}) {
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

/** Why not all pods can be made to end at once in a roll-out, or why that would be no change. */
function whyNotAtOnce({workload, replicas}: Sound): string | undefined {
  const {kind} = workload;
  if (kind === 'StatefulSet') return 'a StatefulSet replaces its pods one after the other';
  if (kind === 'Deployment' && replicas < 2) return 'it has one replica';
  const {type, unavailable, surge} = rolloutOf(workload, replicas) ?? {};
  if (type === 'Recreate') return 'its roll-out ends them all first already (Recreate)';
  if (type === 'OnDelete') return 'nothing is replaced but what somebody deletes (OnDelete)';
  if (kind === 'DaemonSet' && surge !== 0) return 'it has a maxSurge, which no maxUnavailable may stand beside';
  const most = at(workload.spec, ['updateStrategy', 'rollingUpdate', 'maxUnavailable']);
  const isAll = kind === 'DaemonSet' ? most === '100%' : (unavailable ?? 0) >= replicas;
  return isAll ? 'all its replicas may be away at once already' : undefined;
}
