import type {DeployFacts} from '../history/facts.ts';
import {objectLabel} from '../cluster/labels.ts';
import type {KubeObject} from '../objects/kube-object.ts';

type Texts = Readonly<Record<string, string>>;

/** Labels and annotations that begin so are the harness's own. */
const ours = 'seatrial/';
/** Gives whoever may use the namespace the devices of other people's pods (dynamic resource allocation). */
const adminAccess = 'resource.k8s.io/admin-access';
const enforce = 'pod-security.kubernetes.io/enforce';

/** The namespace of a subject as it is made, and what of its owner's labels and annotations does not hold in it. */
export interface NamespaceMeta {
  readonly labels: Texts;
  readonly annotations: Texts;
  readonly deviations: DeployFacts['deviations'];
}

/**
 * The labels and annotations that the manifests state, and over them ours, set last: the baseline of the Pod Security Standards is enforced, or
 * for a trusted subject nothing is. What is to be warned of or written down stays as the owner has it.
 */
export function namespaceMeta(name: string, stated: readonly KubeObject[], trusted: boolean): NamespaceMeta {
  const given = (key: 'labels' | 'annotations'): Texts => Object.assign({}, ...stated.map((it) => it.metadata[key] ?? {})) as Texts;
  const set: Texts = {[enforce]: trusted ? 'privileged' : 'baseline', [`${enforce}-version`]: 'latest', [objectLabel]: 'subject'};
  const labels = given('labels');
  const annotations = given('annotations');
  const of = {kind: 'Namespace', name};
  const deviations = [...Object.entries(labels), ...Object.entries(annotations)].flatMap(([key, from]): DeployFacts['deviations'] => {
    if (key.startsWith(ours)) return [{what: `not taken over: ${key} is the harness’s`, of, from}];
    if (key === adminAccess && !trusted) return [{what: `not taken over: ${key} gives devices of others`, of, from}];
    const to = set[key];
    return to === undefined || to === from ? [] : [{what: `label ${key} overridden`, of, from, to}];
  });
  const {[adminAccess]: _devices, ...harmless} = labels;
  return {labels: {...withoutOurs(trusted ? labels : harmless), ...set}, annotations: withoutOurs(annotations), deviations};
}

function withoutOurs(texts: Texts): Texts {
  return Object.fromEntries(Object.entries(texts).filter(([key]) => !key.startsWith(ours)));
}
