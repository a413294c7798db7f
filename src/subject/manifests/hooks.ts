import type {KubeObject} from '../../kubernetes/kube-object.ts';

/** When an object is applied: with all others, or as a hook of Helm before or after them. */
export type Turn = 'before' | 'with' | 'after' | 'never';

const annotation = 'helm.sh/hook';

/** When Helm would apply an object at an installation. Tests, and hooks of upgrades, roll-backs and deletions, never. */
export function turnOf(object: KubeObject): Turn {
  const said = object.metadata.annotations?.[annotation];
  if (said === undefined) return 'with';
  const hooks = said.split(',').map((hook) => hook.trim());
  if (hooks.some((hook) => hook === 'pre-install' || hook === 'crd-install')) return 'before';
  return hooks.includes('post-install') ? 'after' : 'never';
}

/** What an object says of its hooks, for people. */
export function hooksOf(object: KubeObject): string {
  return object.metadata.annotations?.[annotation] ?? '';
}

/** Hooks of one turn in the order in which Helm runs them: those of one weight together. */
export function inTurns(objects: readonly KubeObject[], turn: Turn): readonly (readonly KubeObject[])[] {
  const own = objects.filter((object) => turnOf(object) === turn);
  return [...Map.groupBy(own, weightOf)].toSorted(([one], [other]) => one - other).map(([, those]) => those);
}

function weightOf({metadata}: KubeObject): number {
  const weight = Number(metadata.annotations?.['helm.sh/hook-weight'] ?? 0);
  return Number.isFinite(weight) ? weight : 0;
}
