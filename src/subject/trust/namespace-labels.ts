import type {DeployFacts} from '../../history/facts.ts';
import {objectLabel} from '../../cluster/labels.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';

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
 * The labels and annotations that the manifests state, and over them ours, set last: the baseline of the Pod Security
 * Standards is enforced, or for a trusted subject nothing is. What is to be warned of or written down stays as the
 * owner has it.
 */
export function namespaceMeta(name: string, stated: readonly KubeObject[], trusted: boolean): NamespaceMeta {
  const given = (key: 'labels' | 'annotations'): Texts =>
    Object.assign({}, ...stated.map((it) => it.metadata[key] ?? {})) as Texts;
  const set: Texts = {
    [enforce]: trusted ? 'privileged' : 'baseline',
    [`${enforce}-version`]: 'latest',
    [objectLabel]: 'subject',
  };
  const labels = given('labels');
  const annotations = given('annotations');
  const of = {kind: 'Namespace', name};
  const deviations = [...Object.entries(labels), ...Object.entries(annotations)].flatMap(
    ([key, from]): DeployFacts['deviations'] => {
      const why = whyNot(key, trusted);
      if (why !== undefined) return [{what: `not taken over: ${key} ${why}`, of, from}];
      const to = set[key];
      return to === undefined || to === from ? [] : [{what: `label ${key} overridden`, of, from, to}];
    },
  );
  const takenOver = (texts: Texts): Texts =>
    Object.fromEntries(Object.entries(texts).filter(([key]) => whyNot(key, trusted) === undefined));
  return {labels: {...takenOver(labels), ...set}, annotations: takenOver(annotations), deviations};
}

/** Why a label or an annotation is not taken over; undefined for one that is. */
function whyNot(key: string, trusted: boolean): string | undefined {
  if (key.startsWith(ours)) return 'is the harness’s';
  return key === adminAccess && !trusted ? 'gives devices of others' : undefined;
}
