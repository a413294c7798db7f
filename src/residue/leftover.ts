import {printable} from '../text/printable.ts';

/** What the bed may show that a fresh one does not, and how it is called in reports. */
export const oddityKinds = {
  'node-state': 'node container not running',
  'node-limits': 'limits on a node container',
  'node-network': "node outside the cluster's network",
  'node-silent': 'node that does not answer',
  unit: 'service of a node not active',
  manifest: 'static pod manifest missing',
  rule: 'packet rule of ours',
  qdisc: 'queueing of packets changed',
  frozen: 'frozen control group',
  stopped: 'stopped process',
  process: 'process of ours, by its tag',
  command: 'injection that still runs',
  file: 'file of ours',
  'cgroup-value': "cgroup value that is not the container's own",
  'not-ready': 'node not Ready',
  cordon: 'cordoned node',
  taint: 'taint',
  label: 'label of a node',
  pod: 'pod outside the namespace of the subject',
  'pod-terminating': 'pod that does not end',
  'namespace-terminating': 'namespace that does not end',
  namespace: 'namespace',
  budget: 'disruption budget',
  policy: 'network policy',
  ephemeral: 'ephemeral container',
} as const;

export type OddityKind = keyof typeof oddityKinds;

/** One thing seen on the bed; `on` is a node, or empty for the API as a whole. */
export interface Oddity {
  readonly kind: OddityKind;
  readonly on: string;
  readonly what: string;
}

/** What is there after a trial and was not before it. What was there before is not residue. */
export function residueBetween(before: readonly Oddity[], after: readonly Oddity[]): readonly Oddity[] {
  const known = new Set(before.map(keyOf));
  return after.filter((oddity) => !known.has(keyOf(oddity)));
}

/** One oddity for a person, on one line; what a subject wrote is made printable. */
export function oddityText({kind, on, what}: Oddity): string {
  return `${oddityKinds[kind]}${on === '' ? '' : ` on ${on}`}: ${printable(what)}`;
}

/** True for a name that a script may print as a kind. */
export function isOddityKind(text: string): text is OddityKind {
  return Object.hasOwn(oddityKinds, text);
}

function keyOf({kind, on, what}: Oddity): string {
  return JSON.stringify([kind, on, what]);
}
