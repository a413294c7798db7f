import type {Json, KubeObject, ObjectRef} from '../../kubernetes/kube-object.ts';
import {isSame, nameOf} from '../../kubernetes/owners.ts';
import {edited, stepsOf} from '../manifests/edit.ts';
import type {Manifest} from '../manifests/manifest.ts';
import {at} from '../manifests/places.ts';
import type {Profile} from '../profile/profile.ts';
import type {Edit, Mutant, NotApplicable, Planting} from './mutant.ts';
import {refOf, soundOf} from './sound.ts';

/** Where an object that no manifest states is said to stand. */
const nowhere = '(mutant)';

/** How a mutant is put into a subject, or why it is not. Throws what `soundOf` throws. */
export function plantingOf(
  mutant: Mutant,
  {profile, manifests}: {readonly profile: Profile; readonly manifests: readonly Manifest[]},
  memoryPeak?: number,
): Planting | NotApplicable {
  return mutant.plant(
    soundOf(
      manifests.map(({object}) => object),
      profile,
      memoryPeak,
    ),
  );
}

/** The container whose memory a measured mutant needs. Throws what `soundOf` throws. */
export function measuredContainer(subject: {
  readonly profile: Profile;
  readonly manifests: readonly Manifest[];
}): ObjectRef {
  const {ref, container} = soundOf(
    subject.manifests.map(({object}) => object),
    subject.profile,
  );
  return {kind: ref.kind, name: ref.name, container: container.name};
}

/** The manifests with one fact changed; each still says where its owner's file states it. */
export function planted(manifests: readonly Manifest[], edit: Edit): readonly Manifest[] {
  switch (edit.is) {
    case 'object-added':
      return [...manifests, {object: edit.object, file: nowhere, line: 1, places: []}];
    case 'object-left-out':
      return manifests.filter(({object}) => !isSame(refOf(object), edit.of));
    case 'set':
    case 'left-out':
      return manifests.map((manifest) =>
        isSame(refOf(manifest.object), edit.of) ? {...manifest, object: editedBy(manifest.object, edit)} : manifest,
      );
  }
}

/** `Deployment/web: spec.replicas: 1, was 3`: for people. */
export function editText(edit: Edit, manifests: readonly Manifest[]): string {
  switch (edit.is) {
    case 'object-added':
      return `${nameOf(refOf(edit.object))} added: ${json(edit.object.spec as Json)}`;
    case 'object-left-out':
      return `${nameOf(edit.of)} left out`;
    case 'set':
    case 'left-out': {
      const object = manifests.find((one) => isSame(refOf(one.object), edit.of))?.object;
      const was = at(object, stepsOf(edit.path)) as Json | undefined;
      const before = was === undefined ? '' : `, was ${json(was)}`;
      return `${nameOf(edit.of)}: ${edit.path} ${edit.is === 'set' ? `set to ${json(edit.value)}${before}` : `left out${before}`}`;
    }
  }
}

function editedBy(object: KubeObject, edit: Extract<Edit, {readonly path: string}>): KubeObject {
  return edited(object, stepsOf(edit.path), edit.is === 'set' ? edit.value : undefined);
}

function json(value: Json | undefined): string {
  return JSON.stringify(value) ?? 'nothing';
}
