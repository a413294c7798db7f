/**
 * What profiles, scenarios and histories called things before schema 2, and what they are called now. Old names are
 * refused where a person writes them, and taken from where they were recorded.
 */
const oldNames = {
  fault: {
    'node-cut-off': 'node-partition',
    'node-freeze': 'node-pause',
    'pod-cut-off': 'pod-partition',
    'container-freeze': 'container-pause',
  },
  check: {
    bed: 'carried',
    'boots-in-peace': 'slow-start-unharmed',
    'sheds-in-time': 'fails-fast',
    'comes-back': 'recovers',
    'budget-bites': 'pdb-enforced',
    'budget-sound': 'pdb-valid',
    'fits-without-a-node': 'fits-n-minus-one',
    'zero-failed': 'no-failed-requests',
  },
  condition: {'available-again': 'slo-met-again', 'whole-again': 'fully-recovered'},
  stage: {calm: 'peak'},
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What can have an old name. */
export type Named = keyof typeof oldNames;

/** The name of today: that of an old one, else the name itself. A check keeps what stands after its slash. */
export function nameNow(what: Named, name: string): string {
  const names: Readonly<Record<string, string>> = oldNames[what];
  const [first = '', ...rest] = name.split('/');
  const now = Object.hasOwn(names, first) ? names[first] : undefined;
  return now === undefined ? name : [now, ...rest].join('/');
}

/** `The check zero-failed is called no-failed-requests now`; undefined for a name that is not old. */
export function renamedText(what: Named, name: unknown): string | undefined {
  if (typeof name !== 'string') return undefined;
  const now = nameNow(what, name);
  return now === name ? undefined : `The ${what} ${name} is called ${now} now`;
}
