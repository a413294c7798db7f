import {rolloutOf} from '../../kubernetes/rollout.ts';
import {at} from '../manifests/places.ts';
import type {Mutant, NotApplicable, Sound} from './mutant.ts';

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
      const rolled = rollingOf(sound);
      if ('reason' in rolled) return rolled;
      const {ref} = sound;
      const path = 'spec.strategy.rollingUpdate.maxUnavailable';
      return {
        edit: {is: 'set', of: ref, path, value: '100%'},
        at: {object: {kind: ref.kind, name: ref.name}, path: 'spec.strategy'},
      };
    },
  },
  {
    name: 'recreate',
    defect: 'A roll-out ends every old replica before it makes the first new one.',
    scenario: 'rolling-update',
    check: 'no-failed-requests',
    plant(sound) {
      const rolled = rollingOf(sound);
      if ('reason' in rolled) return rolled;
      const {ref} = sound;
      return {
        edit: {is: 'set', of: ref, path: 'spec.strategy', value: {type: 'Recreate'}},
        at: {object: {kind: ref.kind, name: ref.name}, path: 'spec.strategy'},
      };
    },
  },
];

/** A Deployment that replaces its replicas by and by. */
function rollingOf({workload, replicas}: Sound): NotApplicable | {readonly is: 'rolling'} {
  if (workload.kind !== 'Deployment') return {reason: `a ${workload.kind} replaces its pods one after the other`};
  if (replicas < 2) return {reason: 'it has one replica'};
  const {type, unavailable} = rolloutOf(workload, replicas);
  if (type === 'Recreate') return {reason: 'its roll-out ends them all first already (Recreate)'};
  return unavailable >= replicas ? {reason: 'all its replicas may be away at once already'} : {is: 'rolling'};
}
