import * as z from 'zod';
import {factsSchema} from '../history/facts-schema.ts';
import {trialSchemaNumber} from './trial.ts';

const window = z.tuple([z.number(), z.number()]).describe('From and to, ms since the trial began');
const ref = z.strictObject({
  kind: z.string(),
  name: z.string(),
  namespace: z.string().optional(),
  uid: z.string().optional(),
  container: z.string().optional(),
});
const channel = z.enum(['load', 'host', 'steady', 'api', 'node', 'receipt', 'kernel', 'cgroup', 'docker']);
const verdict = z.enum(['pass', 'fail', 'inconclusive']);
const reason = z.enum([
  'no-receipt',
  'load-short',
  'load-not-felt',
  'host-noisy',
  'not-steady',
  'watch-gap',
  'too-few-samples',
  'not-exercised',
  'not-measured',
  'not-predicted',
  'undeclared-dependency',
  'foreign-change',
  'check-crashed',
  'timed-out',
  'cut-off',
]);

const map = z.record(z.string(), z.json());
const change = z.union([
  z.strictObject({of: ref, patch: map.describe('A strategic merge patch without what names its object')}),
  z.strictObject({
    of: ref,
    created: z.looseObject({apiVersion: z.string(), kind: z.string(), metadata: z.looseObject({name: z.string()})}),
  }),
  z.strictObject({of: ref, removed: z.literal(true)}),
]);

const finding = z.strictObject({
  check: z.string(),
  step: z.string().optional().describe('The step of the plan that it judges; absent: of the whole trial'),
  of: ref.optional(),
  pods: z.array(z.string()).optional().describe('The replicas of the object that it speaks for; absent: all'),
  speaksFor: z.array(ref).optional().describe('Objects that it speaks for beside its own'),
  verdict,
  because: reason.optional(),
  sentence: z.string(),
  details: z.array(z.string()).optional().describe('What stands under the sentence, a line each'),
  several: z.string().optional().describe('What several findings of this kind say together, after their number'),
  isStatic: z
    .literal(true)
    .optional()
    .describe('It follows from the objects as admitted or placed, not from a measure'),
  expected: z.string(),
  observed: z.string(),
  origin: z.string().optional(),
  margin: z.strictObject({value: z.number(), unit: z.string()}).optional(),
  predictedMs: window.optional(),
  measuredMs: z.number().optional(),
  windowMs: window,
  seenIn: z.array(window).optional().describe('The stretches of windowMs that it was measured in, when not all of it'),
  evidence: z.array(z.number()).describe('seq numbers of events in history.jsonl'),
  fix: z
    .strictObject({
      object: ref,
      path: z.string(),
      changes: z.array(change).min(1),
      file: z.string().optional(),
      line: z.number().optional(),
    })
    .optional()
    .describe('What to change so that the check passes; absent where nobody knows it'),
  truth: z
    .strictObject({
      state: z.enum(['paused', 'lying', 'soft-lost', 'hard-lost', 'surge', 'sigterm', 'slow-start']),
      probe: z.enum(['liveness', 'readiness']),
    })
    .optional()
    .describe('The cell of the truth table of probes that it fills'),
  needs: z.array(channel).optional(),
  breaks: channel.optional(),
  sparesPasses: z.literal(true).optional(),
  sparesFails: z.literal(true).optional(),
  uncounted: z
    .enum(['trial-check', 'waived', 'out-of-scope', 'not-exercised', 'not-applicable', 'reported-only'])
    .optional()
    .describe('Why it stands beside the verdict and is not merged into it'),
});

const stepRow = z.strictObject({step: z.string(), windowMs: window, what: z.string(), proved: z.boolean()});
const stage = z.strictObject({
  name: z.string(),
  peaks: z.number(),
  ratePerSecond: z.number(),
  windowMs: window,
  requests: z.number(),
  failed: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
});

const {trial, machine, cluster, deploy, plan, ledger} = factsSchema;

/** The shape of trial.json. Facts are passed through as the history has them. */
export const trialSchema = z
  .strictObject({
    schema: z.literal(trialSchemaNumber),
    id: z.string(),
    scenario: z.string(),
    question: z.string(),
    subject: z.string(),
    verdict,
    status: z.enum(['completed', 'interrupted', 'errored']),
    headline: z.string(),
    because: z.array(reason).optional(),
    findings: z.array(finding),
    waived: z.array(z.strictObject({check: z.string(), reason: z.string(), until: z.string(), expired: z.boolean()})),
    shown: z.array(z.string()),
    notShown: z.array(z.string()),
    notExercised: z.array(z.string()).describe('Asked and not answered: it leaves a question open'),
    notApplicable: z.array(z.string()).describe('The subject declares nothing that it asks about: no question is open'),
    stages: z.array(stage),
    phases: z.array(z.strictObject({name: z.string(), windowMs: window})),
    faults: z.array(stepRow),
    inspections: z.array(stepRow).optional(),
    error: z.string().optional(),
    facts: z.strictObject({
      trial,
      machine: machine.optional(),
      cluster: cluster.optional(),
      deploy: deploy.optional(),
      plan: plan.optional(),
      ledger: ledger.optional(),
    }),
  })
  .describe('The verdict of one trial of seatrial, computed from its history alone');

/** The JSON Schema of trial.json, for schema/trial.schema.json. */
export function trialJsonSchema(): unknown {
  return z.toJSONSchema(trialSchema);
}
