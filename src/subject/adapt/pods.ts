import type {DeployFacts} from '../../history/facts.ts';
import {refOf} from '../../history/state.ts';
import {containersOf, podSpecOf} from '../../kubernetes/containers.ts';
import type {Json, KubeObject} from '../../kubernetes/kube-object.ts';
import {selects} from '../../kubernetes/selectors.ts';
import {edited, stepsOf} from '../manifests/edit.ts';
import {isPlain} from '../profile/merge.ts';
import {at} from '../manifests/places.ts';

/** An object after one adaptation, and what that changed. */
export interface Adapted {
  readonly object: KubeObject;
  readonly deviations: DeployFacts['deviations'];
}

/** Loaded images are in no registry: a pod must take them from its node. */
export function withPullPolicy(object: KubeObject, loaded: ReadonlySet<string>): Adapted {
  let result = object;
  const deviations: DeployFacts['deviations'][number][] = [];
  for (const {name, spec, path} of containersOf(object)) {
    const image = String(spec['image'] as string);
    const from = (spec['imagePullPolicy'] as string | undefined) ?? (isLatest(image) ? 'Always' : 'IfNotPresent');
    if (!loaded.has(image) || from !== 'Always') continue;
    deviations.push({
      what: 'pull policy of a loaded image',
      of: {...refOf(object), container: name},
      from,
      to: 'IfNotPresent',
    });
    result = edited(result, [...stepsOf(path), 'imagePullPolicy'], 'IfNotPresent');
  }
  return {object: result, deviations};
}

/**
 * Node selectors and required affinities that no worker here meets are taken away: the owner's node pools do not exist
 * here.
 */
export function withPlacement(object: KubeObject, nodes: readonly Readonly<Record<string, string>>[]): Adapted {
  const pod = podSpecOf(object);
  if (pod === undefined) return {object, deviations: []};
  let result = object;
  const deviations: DeployFacts['deviations'][number][] = [];
  const take = (what: string, path: readonly PropertyKey[], from: unknown) => {
    deviations.push({what, of: refOf(object), from: from as Json});
    result = edited(result, [...stepsOf(pod.path), ...path], undefined);
  };
  const selector = pod.spec['nodeSelector'];
  if (isPlain(selector) && Object.keys(selector).length > 0) {
    const isMet = nodes.some((labels) => selects({matchLabels: selector as Readonly<Record<string, string>>}, labels));
    if (!isMet) take('node selector removed: no worker here meets it', ['nodeSelector'], selector);
  }
  const requiredPath = ['affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution'];
  const required = at(pod.spec, requiredPath);
  const terms = at(required, ['nodeSelectorTerms']);
  if (Array.isArray(terms) && !terms.some((term: Json) => nodes.some((labels) => selects(term, labels)))) {
    take('required node affinity removed: no worker here meets it', requiredPath, required);
  }
  return {object: result, deviations};
}

function isLatest(image: string): boolean {
  const name = image.slice(image.lastIndexOf('/') + 1);
  return !name.includes('@') && (!name.includes(':') || name.endsWith(':latest'));
}
