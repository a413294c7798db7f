import {printable} from '../text/printable.ts';

/** What a cluster may show that a fresh one does not, and how it is called in reports. */
export const leftoverKinds = {
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
  name: 'name that DNS answers for a stub',
  ephemeral: 'ephemeral container',
} as const;

export type LeftoverKind = keyof typeof leftoverKinds;

/** One thing seen on a cluster that a fresh one does not show; `on` is a node, or empty for the API as a whole. */
export interface Leftover {
  readonly kind: LeftoverKind;
  readonly on: string;
  readonly what: string;
}

/** What is there after a trial and was not before it. What was there before is not residue. */
export function residueBetween(before: readonly Leftover[], after: readonly Leftover[]): readonly Leftover[] {
  const known = new Set(before.map(keyOf));
  return after.filter((leftover) => !known.has(keyOf(leftover)));
}

/** A leftover for a person, on one line; what a subject wrote is made printable. */
export function leftoverText({kind, on, what}: Leftover): string {
  return `${leftoverKinds[kind]}${on === '' ? '' : ` on ${on}`}: ${printable(what)}`;
}

/** True for a name that a script may print as a kind. */
export function isLeftoverKind(text: string): text is LeftoverKind {
  return Object.hasOwn(leftoverKinds, text);
}

function keyOf({kind, on, what}: Leftover): string {
  return JSON.stringify([kind, on, what]);
}
