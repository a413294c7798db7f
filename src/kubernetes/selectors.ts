import type {Json} from './kube-object.ts';

/** A label selector as a workload or a budget writes it. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/** True when labels satisfy every term; an empty selector selects nothing here, so that no radius grows by omission. */
export function selects(
  selector: LabelSelector | Json | undefined,
  labels: Readonly<Record<string, string>> = {},
): boolean {
  // The API takes null for what is left out.
  const {matchLabels, matchExpressions} = (selector ?? {}) as {
    readonly [Key in keyof LabelSelector]: LabelSelector[Key] | null;
  };
  const wanted = Object.entries(matchLabels ?? {});
  const terms = matchExpressions ?? [];
  if (wanted.length + terms.length === 0) return false;
  return wanted.every(([key, value]) => labels[key] === value) && terms.every((term) => satisfies(term, labels));
}

function satisfies(
  term: {readonly key: string; readonly operator: string; readonly values?: readonly string[]},
  labels: Readonly<Record<string, string>>,
): boolean {
  const value = labels[term.key];
  if (term.operator === 'Exists') return value !== undefined;
  if (term.operator === 'DoesNotExist') return value === undefined;
  const isListed = value !== undefined && (term.values ?? []).includes(value);
  return term.operator === 'In' ? isListed : !isListed;
}
