import {z} from 'zod';
import type {Facts} from './facts.ts';

const text = z.string();
/** JSON writes null for what is no number, such as the largest of nothing. */
const number = z.number().nullable();
const numbers = z.record(text, number);
const ref = z.looseObject({
  kind: text,
  name: text,
  namespace: text.optional(),
  uid: text.optional(),
  container: text.optional(),
});

/** What the forecast says of a time. */
const prediction = z.discriminatedUnion('is', [
  z.looseObject({is: z.literal('within'), ms: z.tuple([z.number(), z.number()])}),
  z.looseObject({is: z.literal('never'), why: text}),
  z.looseObject({is: z.literal('unknown'), lacks: text}),
]);
const toSee = z.looseObject({what: text, of: ref, prediction});

/** A Service that load enters through. */
const door = z.looseObject({
  service: text,
  port: number,
  timeoutMs: number,
  requests: z.array(
    z.looseObject({name: text, method: text, path: text, weight: number, direct: z.literal(false).optional()}),
  ),
});

const trial = z.looseObject({
  schema: number,
  id: text,
  seed: number,
  scenario: text,
  scenarioFile: z.looseObject({path: text, sha256: text}).optional(),
  manifestsSha256: text.optional(),
  question: text,
  items: z.array(text),
  checks: z.array(z.looseObject({check: text})),
  subject: z.looseObject({
    name: text,
    profilePath: text,
    entry: door,
    doors: z.array(door.extend({share: number})).optional(),
    peak: z.looseObject({rps: number, replicas: number}),
    surge: number,
    slo: z.looseObject({
      availability: number,
      latency: z.looseObject({percentile: number, ms: number}),
      at: z.enum(['1x', '3x']),
    }),
    bounds: z.record(text, z.union([number, z.literal('required')])),
    policy: z.looseObject({cpuLimit: z.literal('required').optional()}).optional(),
    dependencies: z.array(
      z.looseObject({
        name: text,
        workload: text.optional(),
        kind: z.enum(['in-cluster', 'stub', 'record-only']),
        need: z.enum(['hard', 'soft']),
        mayFail: number.optional(),
      }),
    ),
    gate: z.array(text),
    waivers: z.array(z.looseObject({check: text, reason: text, until: text})),
  }),
  versions: z.record(text, text),
  argv: z.array(text),
  startedAt: text,
  trusted: z
    .array(z.looseObject({of: ref, path: text, asks: text, file: text, line: number, column: number}))
    .optional(),
});

const machine = z.looseObject({
  cores: number,
  memoryBytes: number,
  cgroupVersion: z.literal([1, 2]),
  kernel: text,
  capabilities: z.record(text, z.boolean()),
  missing: z.array(text),
});

const cluster = z.looseObject({
  name: text,
  kubernetes: text,
  nodes: z.array(z.looseObject({name: text, zone: text, role: z.enum(['control-plane', 'worker'])})),
  timings: numbers,
  proxied: z.boolean(),
});

const deployedEntry = z.looseObject({workload: ref, replicas: number, url: text});

const deploy = z.looseObject({
  namespace: text,
  positions: z.array(z.looseObject({of: ref, path: text.optional(), file: text, line: number})),
  deviations: z.array(z.looseObject({what: text, of: ref.optional()})),
  images: z.array(z.looseObject({image: text, digest: text})),
  entry: deployedEntry,
  doors: z.array(deployedEntry).optional(),
  start: z
    .looseObject({
      ready: z.boolean(),
      boundMs: number,
      prediction: prediction.optional(),
      tookMs: number,
      why: z.array(z.looseObject({of: ref, text})),
    })
    .optional(),
  stubs: z
    .array(z.looseObject({dependency: text, pod: z.looseObject({name: text, namespace: text, uid: text, node: text})}))
    .optional(),
});

const plan = z.looseObject({
  stages: z.array(
    z.looseObject({
      name: text,
      peaks: number,
      ratePerSecond: number,
      rampMs: number.optional(),
      atLeastMs: number,
      until: z.looseObject({is: text, withinMs: number}).optional(),
      boundMs: number,
    }),
  ),
  steps: z.array(
    z.looseObject({
      name: text,
      stage: text,
      what: text,
      kind: z.literal('inspection').optional(),
      effect: z.looseObject({takes: text}).optional(),
      victims: z.array(ref),
      excluded: z.array(z.looseObject({name: text, why: text})).optional(),
      boundMs: number,
      waitsMs: numbers.optional(),
      hold: z.looseObject({withinMs: number, toSee: z.array(toSee), notSeen: z.array(toSee)}).optional(),
      notExercised: text.optional(),
    }),
  ),
  patience: z.looseObject({holdMs: z.number(), scenarioMs: z.number()}).optional(),
});

const received = z.record(text, z.looseObject({connections: number, bytesIn: number}));
const answered = z.looseObject({connections: number, bytes: number});

const ledger = z.looseObject({
  planned: numbers,
  rows: numbers,
  added: z.looseObject({planned: number, rows: numbers}).optional(),
  received,
  doors: z.array(z.looseObject({received, answered})).optional(),
  perReplica: numbers,
  engine: z.looseObject({
    cpuShare: number,
    lagP99Ms: number,
    lagMaxMs: number,
    newConnections: number,
    answered: answered.optional(),
  }),
});

/**
 * What the facts of a trial must have to be read at all; anything beside it is passed through. The facts of trial.json
 * have no objects.
 */
export const factsSchema = {trial, machine, cluster, deploy, plan, ledger} as const satisfies Readonly<
  Record<keyof Facts, z.ZodType>
>;

const object = z.looseObject({kind: text, metadata: z.looseObject({name: text})});

/** The same for facts of history.jsonl. */
export const historyFactsSchema = {...factsSchema, deploy: deploy.extend({objects: z.array(object)})} as const;
