import {itemNames} from '../../history/checklist.ts';
import {z} from 'zod';

/** The most items of a list, and the most keys of a map. */
export const mostItems = 1000;
const longest = {text: 500, name: 80, path: 8192, body: 1024 ** 2} as const;
const mostPerSecond = 100_000;
const dayMs = 86_400_000;

/** One line that stays one: nothing in it moves a cursor, changes the direction of text, or hides. */
const oneLine = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]*$/u;
const text = z.string().min(1).max(longest.text).regex(oneLine, {error: 'one line of printable text'});
const name = z.string().min(1).max(longest.name).regex(oneLine, {error: 'one line of printable text'});
const filePath = z.string().min(1).max(4096).regex(oneLine, {error: 'one line of printable text'});
const positive = z.number().positive();
const list = <Item extends z.ZodType>(item: Item) => z.array(item).max(mostItems);
/** Rows of a table know it by this; a spreadsheet takes what begins with = + - or @ for a formula. */
const requestName = z
  .string()
  .min(1)
  .max(longest.name)
  .regex(/^(?![=+@-])[\w .:/-]*$/, {
    error: 'a name of letters, digits, spaces and _ . : / - that begins with none of = + - @',
  });
const headers = z
  .record(
    z
      .string()
      .max(longest.text)
      .regex(/^[!#$%&'*+.^_`|~\w-]+$/, {error: 'the name of a header'}),
    z
      .string()
      .max(longest.path)
      .regex(/^[\t\x20-\x7e\x80-\xff]*$/, {error: 'the value of a header: one line of text'}),
  )
  .refine((it) => Object.keys(it).length <= 100, {error: 'a map with at most 100 headers'});
const share = z.number().gt(0).lt(1);
const status = z.int().min(100).max(599);

const request = z.strictObject({
  name: requestName.meta({description: 'Names the request in requests.csv and in reports.'}),
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  path: z
    .string()
    .startsWith('/')
    .max(longest.path)
    .regex(/^[\x21-\x7e]*$/, {error: 'a path in which spaces and other letters are percent-encoded'})
    .meta({description: 'Path and query, beginning with a slash.'}),
  headers: headers.default({}),
  body: z.string().max(longest.body).optional(),
  weight: positive.max(1_000_000).default(1).meta({description: 'Share of the mix, relative to the other requests.'}),
  expect: z
    .strictObject({
      status: z.union([status, list(status).min(1)], {error: 'an HTTP status or a list of them'}).default(200),
      header: z.strictObject({name, value: z.string().min(1).max(longest.path)}).optional(),
      bodyIncludes: z.string().min(1).max(longest.body).optional(),
      jsonPath: z
        .strictObject({
          path: z.string().startsWith('$').max(longest.text).meta({description: 'For example $.items[0].id'}),
          value: z.union([z.string().max(longest.path), z.number(), z.boolean()], {
            error: 'a string, a number or a boolean',
          }),
        })
        .optional(),
    })
    .prefault({})
    .meta({
      description:
        "What makes an answer the subject's own and good. A status alone cannot tell the subject from a stranger.",
    }),
});

const dependency = z
  .strictObject({
    name,
    workload: name
      .optional()
      .meta({description: 'The workload in the manifests that is this dependency; required for in-cluster.'}),
    kind: z.enum(['in-cluster', 'stub', 'record-only']),
    need: z.enum(['hard', 'soft']).meta({
      description: 'soft: without it the subject stays ready and degrades. hard: it may go unready or shed 503.',
    }),
    mayFail: share.optional().meta({
      description:
        'soft only: the share of the mix of requests that may fail while it is away, 0 to 1 (default: none beyond bounds.degradedShare of each request).',
    }),
  })
  .refine((it) => it.mayFail === undefined || it.need === 'soft', {
    path: ['mayFail'],
    error: 'mayFail of a soft dependency only',
  })
  .refine((it) => it.kind !== 'in-cluster' || it.workload !== undefined, {
    path: ['workload'],
    error: 'the name of a workload (kind is in-cluster)',
  });

/** Bounds a profile may override, with what they mean. Their defaults are the judge's. */
const bounds = z.strictObject({
  memoryHeadroomShare: share
    .optional()
    .meta({description: 'Share of the memory limit that must be left at the surge, 0 to 1.'}),
  leakHorizonS: positive.max(31_536_000).optional().meta({
    description: 'How long memory may grow at the peak before it must not have used up the headroom, in seconds.',
  }),
  throttledShare: share.optional().meta({description: 'Largest share of throttled CPU periods over 30 s, 0 to 1.'}),
  longestGapMs: positive.max(dayMs).optional().meta({description: 'Longest time without a success, in ms.'}),
  timedOutShare: share.optional().meta({
    description: 'Largest share of requests that hang until their time-out while a dependency is away, 0 to 1.',
  }),
  degradedShare: share.optional().meta({
    description: 'Largest share of the requests of one name that may fail while a soft dependency is away, 0 to 1.',
  }),
  faultBudgetShare: share
    .optional()
    .meta({description: 'Largest share of the 30-day error budget that one fault may cost, 0 to 1.'}),
  recoveredP99Factor: positive
    .max(1000)
    .optional()
    .meta({description: "Largest p99 of a recovered service, in multiples of the control stage's."}),
  leak: z
    .literal('required')
    .optional()
    .meta({description: 'required: a trial that cannot rule out a leak does not pass. Else that is told beside.'}),
});

/** The content of seatrial.yaml once `base` is merged in; unknown keys are errors. Durations are in ms. */
export const profileSchema = z.strictObject({
  name: z
    .string()
    .max(63)
    .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, {error: 'lower-case letters, digits and dashes'}),
  base: filePath.optional().meta({
    description:
      'A profile to inherit from: maps are merged, lists replaced, paths stay relative to the file that states them.',
  }),
  manifests: list(filePath)
    .min(1)
    .meta({description: 'YAML files, folders (read recursively) or folders with a kustomization.'}),
  images: list(text).default([]).meta({description: 'Images to load into the nodes from the local Docker engine.'}),
  entry: z.strictObject({
    service: name.meta({description: 'The Service through which the load enters.'}),
    port: z.int().min(1).max(65535).meta({description: 'A port number of that Service.'}),
    timeoutMs: positive.max(120_000).meta({description: 'A request without an answer after this many ms has failed.'}),
    workload: name
      .optional()
      .meta({description: "The workload that carries the entry; found by the Service's selector when left out."}),
    requests: list(request).min(1),
  }),
  peak: z
    .strictObject({rps: positive.max(mostPerSecond), replicas: z.int().min(1).max(1000)})
    .meta({description: 'Requests per second at the busiest moment, and the replicas that carry it.'}),
  surge: z.number().min(1).max(100).default(3).meta({description: 'The surge as a multiple of the peak.'}),
  slo: z.strictObject({
    availability: share.default(0.999),
    latency: z.strictObject({percentile: z.number().gt(0).lt(100), ms: positive.max(120_000)}),
    at: z.enum(['1x', '3x']).default('1x').meta({description: 'The load at which the latency must hold.'}),
  }),
  bounds: bounds.default({}),
  dependencies: list(dependency).default([]),
  dataPaths: list(z.strictObject({name, write: request, read: request}))
    .default([])
    .meta({description: 'What is acknowledged on write must be read back.'}),
  gate: z
    .array(z.enum(itemNames))
    .min(1)
    .default([...itemNames])
    .meta({description: 'The items required for a pass.'}),
  waivers: list(
    z.strictObject({check: name, reason: text, until: z.iso.date({error: 'a date such as 2027-01-31'})}),
  ).default([]),
  expect: z
    .strictObject({
      scenario: text,
      check: text,
      object: z.strictObject({kind: text, name: text, container: text.optional()}),
      path: text.meta({
        description: 'Path inside the object, for example spec.template.spec.containers[0].resources.limits.memory',
      }),
    })
    .optional()
    .meta({description: 'Twins only: the scenario and check that must catch the defect, and where it is.'}),
  storageClasses: z
    .record(z.string(), text)
    .refine((it) => Object.keys(it).length <= mostItems, {error: `a map with at most ${mostItems} keys`})
    .default({})
    .meta({description: "The subject's storage classes and those that stand for them here."}),
});

/** The surge in requests per second that a profile asks for, told where it is more than one machine sends. */
export function tooMuchSurge({peak, surge}: ProfileContent): string | undefined {
  if (peak.rps * surge <= mostPerSecond) return undefined;
  return `expected peak.rps × surge to be a number of at most ${mostPerSecond}, got ${peak.rps * surge}`;
}

/** A whole profile as written, defaults filled in. */
export type ProfileContent = z.output<typeof profileSchema>;
/** One request as written, defaults filled in. */
export type RequestContent = z.output<typeof request>;
