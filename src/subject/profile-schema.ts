import {z} from 'zod';

const text = z.string().min(1);
const positive = z.number().positive();
const share = z.number().gt(0).lt(1);
const status = z.int().min(100).max(599);

const request = z.strictObject({
  name: text.meta({description: 'Names the request in requests.csv and in reports.'}),
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  path: z.string().startsWith('/').meta({description: 'Path and query, beginning with a slash.'}),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().optional(),
  weight: positive.default(1).meta({description: 'Share of the mix, relative to the other requests.'}),
  expect: z
    .strictObject({
      status: z.union([status, z.array(status).min(1)], {error: 'an HTTP status or a list of them'}).default(200),
      header: z.strictObject({name: text, value: text}).optional(),
      bodyIncludes: text.optional(),
      jsonPath: z
        .strictObject({
          path: z.string().startsWith('$').meta({description: 'For example $.items[0].id'}),
          value: z.union([z.string(), z.number(), z.boolean()], {error: 'a string, a number or a boolean'}),
        })
        .optional(),
    })
    .prefault({})
    .meta({description: "What makes an answer the subject's own and good. A status alone cannot tell the subject from a stranger."}),
});

const dependency = z
  .strictObject({
    name: text,
    workload: text.optional().meta({description: 'The workload in the manifests that is this dependency; required for in-cluster.'}),
    kind: z.enum(['in-cluster', 'stub', 'record-only']),
    need: z.enum(['hard', 'soft']).meta({description: 'soft: without it the subject stays ready and degrades. hard: it may go unready or shed 503.'}),
  })
  .refine((it) => it.kind !== 'in-cluster' || it.workload !== undefined, {path: ['workload'], error: 'the name of a workload (kind is in-cluster)'});

/** The items a subject must hold; also the default gate. */
const items = ['resources', 'health', 'rbac', 'replicas', 'observability', 'security'] as const;

/** Bounds a profile may override, with what they mean. Their defaults are the judge's. */
const bounds = z.strictObject({
  memoryHeadroomShare: share.optional().meta({description: 'Share of the memory limit that must be left at the surge, 0 to 1.'}),
  leakHorizonS: positive
    .optional()
    .meta({description: 'How long memory may grow at the peak before it must not have used up the headroom, in seconds.'}),
  throttledShare: share.optional().meta({description: 'Largest share of throttled CPU periods over 30 s, 0 to 1.'}),
  longestGapMs: positive.optional().meta({description: 'Longest time without a success, in ms.'}),
  timedOutShare: share.optional().meta({description: 'Largest share of requests that hang until their time-out while a dependency is away, 0 to 1.'}),
  faultBudgetShare: share.optional().meta({description: 'Largest share of the 30-day error budget that one fault may cost, 0 to 1.'}),
  recoveredP99Factor: positive.optional().meta({description: "Largest p99 of a recovered service, in multiples of the control stage's."}),
});

/** The content of seatrial.yaml once `base` is merged in; unknown keys are errors. Durations are in ms. */
export const profileSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, {error: 'lower-case letters, digits and dashes'}),
  base: text
    .optional()
    .meta({description: 'A profile to inherit from: maps are merged, lists replaced, paths stay relative to the file that states them.'}),
  manifests: z.array(text).min(1).meta({description: 'YAML files, folders (read recursively) or folders with a kustomization.'}),
  images: z.array(text).default([]).meta({description: 'Images to load into the nodes from the local Docker engine.'}),
  entry: z.strictObject({
    service: text.meta({description: 'The Service through which the load enters.'}),
    port: z.int().min(1).max(65535).meta({description: 'A port number of that Service.'}),
    timeoutMs: positive.meta({description: 'A request without an answer after this many ms has failed.'}),
    workload: text.optional().meta({description: "The workload that carries the entry; found by the Service's selector when left out."}),
    requests: z.array(request).min(1),
  }),
  peak: z
    .strictObject({rps: positive, replicas: z.int().min(1)})
    .meta({description: 'Requests per second at the busiest moment, and the replicas that carry it.'}),
  surge: z.number().min(1).default(3).meta({description: 'The surge as a multiple of the peak.'}),
  slo: z.strictObject({
    availability: share.default(0.999),
    latency: z.strictObject({percentile: z.number().gt(0).lt(100), ms: positive}),
    at: z.enum(['1x', '3x']).default('1x').meta({description: 'The load at which the latency must hold.'}),
  }),
  bounds: bounds.default({}),
  dependencies: z.array(dependency).default([]),
  dataPaths: z
    .array(z.strictObject({name: text, write: request, read: request}))
    .default([])
    .meta({description: 'What is acknowledged on write must be read back.'}),
  gate: z
    .array(z.enum(items))
    .min(1)
    .default([...items])
    .meta({description: 'The items required for a pass.'}),
  waivers: z.array(z.strictObject({check: text, reason: text, until: z.iso.date({error: 'a date such as 2027-01-31'})})).default([]),
  expect: z
    .strictObject({
      scenario: text,
      check: text,
      object: z.strictObject({kind: text, name: text, container: text.optional()}),
      path: text.meta({description: 'Path inside the object, for example spec.template.spec.containers[0].resources.limits.memory'}),
    })
    .optional()
    .meta({description: 'Twins only: the scenario and check that must catch the defect, and where it is.'}),
  storageClasses: z.record(z.string(), text).default({}).meta({description: "The subject's storage classes and those that stand for them here."}),
});

/** A whole profile as written, defaults filled in. */
export type ProfileContent = z.output<typeof profileSchema>;
/** One request as written, defaults filled in. */
export type RequestContent = z.output<typeof request>;
