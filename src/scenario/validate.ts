import {z} from 'zod';
import {itemNames, patternNames} from '../history/checklist.ts';
import {conditions} from '../history/conditions/conditions.ts';
import {type Named, renamedText} from '../history/upgrade/old-names.ts';
import {UsageError} from '../system/errors.ts';
import {issueText, pathText} from '../text/issue-text.ts';
import {nearest} from '../text/nearest.ts';
import {several} from '../text/units.ts';
import type {Scenario, Sight} from './scenario.ts';

/** The names a scenario may use. */
export interface Known {
  readonly faults: readonly string[];
  readonly inspections: readonly string[];
  readonly checks: readonly string[];
}

/** Validates the default export of a scenario file whole. Throws one UsageError that lists every problem. */
export function validateScenario(exported: unknown, file: string, known: Known): Scenario {
  const parsed = schemaFor(known).safeParse(exported);
  // zod's output type says `undefined` where ours leaves a key out; the value is the same.
  if (parsed.success) return parsed.data as Scenario;
  const lines = parsed.error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') {
      const wrong = `${issueText(issue, exported, 'the default export')}${meant(issue, exported)}`;
      return [`${file}: ${renamedAt(issue, exported) ?? wrong}`];
    }
    const parent = issue.path.length === 0 ? 'the scenario' : pathText(issue.path);
    return issue.keys.map((key) => `${file}: expected a known key in ${parent}, got "${key}"`);
  });
  throw new UsageError(
    'scenario-invalid',
    `The scenario ${file} has ${several(lines.length, 'problem')}:\n${lines.join('\n')}`,
  );
}

const longestMs = 3_600_000;
const sights = [
  'liveness',
  'readiness',
  'restart',
  'boot',
  'not-ready',
  'replacement',
] as const satisfies readonly Sight[];

function schemaFor(known: Known) {
  const text = z.string().min(1);
  const ms = z.number().min(0).max(longestMs);
  const options = z.json().optional();
  const condition = z.strictObject({is: z.enum(Object.keys(conditions)), options});
  const hosts = z.strictObject({hosts: text});
  const selector = z.union(
    [
      z.strictObject({
        workload: text,
        container: text.optional(),
        pick: z.union([z.int().min(0), z.literal('each')]).optional(),
      }),
      z.strictObject({every: z.literal('container')}),
      z.strictObject({dependency: z.enum(['hard', 'soft']), name: z.string().optional()}),
      z.strictObject({node: hosts}),
      z.strictObject({zone: hosts}),
    ],
    {
      error:
        'a selector: {workload, container?, pick?}, {every: container}, {dependency, name?}, {node: {hosts}} or {zone: {hosts}}',
    },
  );
  const step = z
    .strictObject({
      fault: z.enum(known.faults).optional(),
      inspection: z.enum(known.inspections).optional(),
      as: text.optional(),
      on: selector,
      options,
      when: condition.optional(),
      holdMs: ms.optional(),
      hold: z
        .strictObject({
          toSee: z.array(z.enum(sights)).min(1).optional(),
          atLeastMs: ms.optional(),
          until: condition.optional(),
          withinMs: ms.optional(),
          thenMs: ms.optional(),
        })
        .refine((it) => (it.toSee === undefined) === (it.withinMs !== undefined && it.atLeastMs === undefined), {
          error: 'a hold with either toSee (and atLeastMs), or until and withinMs',
        })
        .refine((it) => it.toSee !== undefined || it.until !== undefined, {error: 'a hold of withinMs with until'})
        .optional(),
      until: condition.optional(),
      again: z.literal(true).optional(),
      withinMs: ms.optional(),
    })
    .refine((it) => (it.fault === undefined) !== (it.inspection === undefined), {
      error: 'a step with either a fault or an inspection',
    })
    .refine((it) => it.holdMs === undefined || it.hold === undefined, {error: 'a step with either holdMs or hold'})
    .refine((it) => it.inspection === undefined || (it.holdMs === undefined && it.hold === undefined), {
      error: 'an inspection without holdMs and hold: it leaves nothing that could be held',
    });
  const common = {
    question: text,
    items: z.array(z.enum(itemNames)).min(1),
    pattern: z.enum(patternNames).optional(),
    quick: z.literal(true).optional(),
    checks: z.array(z.strictObject({check: z.enum(known.checks), options})).min(1),
    steps: z.array(step).optional(),
    stages: z
      .array(
        z.strictObject({
          name: text.refine((it) => renamedText('stage', it) === undefined),
          peaks: z.number().positive(),
          rampMs: ms.optional(),
          atLeastMs: ms.min(1),
          until: condition.optional(),
          steps: z.array(step).optional(),
        }),
      )
      .min(1)
      .refine((it) => isDistinct(it.map(({name}) => name)), {error: 'stages with names of their own'})
      .optional(),
  };
  return z
    .strictObject(common)
    .refine((it) => (it.steps === undefined) !== (it.stages === undefined), {
      error: 'a scenario with either steps or stages',
    })
    .refine((it) => isDistinct(stepNames(it.steps ?? (it.stages ?? []).flatMap(({steps = []}) => steps))), {
      error: 'a scenario whose steps have names of their own (`as`)',
    });
}

function stepNames(
  steps: readonly {
    readonly as?: string | undefined;
    readonly fault?: string | undefined;
    readonly inspection?: string | undefined;
  }[],
) {
  return steps.map((it) => it.as ?? it.fault ?? it.inspection ?? '');
}

function isDistinct(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}

/** Which names stand under which key. */
const namedBy: ReadonlyMap<PropertyKey | undefined, Named> = new Map([
  ['fault', 'fault'],
  ['check', 'check'],
  ['is', 'condition'],
  ['name', 'stage'],
]);

/** `The fault node-freeze is called node-pause now (steps[0].fault)`; undefined when the name is not an old one. */
function renamedAt(issue: z.core.$ZodIssue, exported: unknown): string | undefined {
  const what = namedBy.get(issue.path.at(-1));
  const text = what === undefined ? undefined : renamedText(what, valueAt(issue.path, exported));
  return text === undefined ? undefined : `${text} (${pathText(issue.path)})`;
}

function valueAt(path: readonly PropertyKey[], exported: unknown): unknown {
  return path.reduce<unknown>((it, key) => (it as Record<PropertyKey, unknown> | undefined)?.[key], exported);
}

function meant(issue: z.core.$ZodIssue, exported: unknown): string {
  if (issue.code !== 'invalid_value') return '';
  const value = valueAt(issue.path, exported);
  const close = typeof value === 'string' ? nearest(value, issue.values.map(String)) : undefined;
  return close === undefined ? '' : `; did you mean "${close}"?`;
}
