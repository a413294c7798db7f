import {itemNames} from '../../history/checklist.ts';
import {z} from 'zod';
import {dayMs, filePath, list, longest, mostItems, name, positive, share, text} from './fields.ts';
import {door, mostEntries, preparation, request} from './entry-schema.ts';
import {isHostName, stub} from './stub-schema.ts';

const mostPerSecond = 100_000;

const dependency = z
  .strictObject({
    name,
    workload: name
      .optional()
      .meta({description: 'The workload in the manifests that is this dependency; required for in-cluster.'}),
    kind: z.enum(['in-cluster', 'stub', 'record-only']).meta({
      description:
        'in-cluster: a workload of the manifests. stub: elsewhere; a pod of ours answers under its name. record-only: told in the report.',
    }),
    need: z.enum(['hard', 'soft']).meta({
      description: 'soft: without it the subject stays ready and degrades. hard: it may go unready or shed 503.',
    }),
    mayFail: share.optional().meta({
      description:
        'soft only: the share of the mix of requests that may fail while it is away, 0 to 1 (default: none beyond bounds.degradedShare of each request).',
    }),
    stub: stub.optional(),
  })
  .refine((it) => it.mayFail === undefined || it.need === 'soft', {
    path: ['mayFail'],
    error: 'mayFail of a soft dependency only',
  })
  .refine((it) => it.kind !== 'in-cluster' || it.workload !== undefined, {
    path: ['workload'],
    error: 'the name of a workload (kind is in-cluster)',
  })
  .refine((it) => it.kind !== 'stub' || isHostName(it.name), {
    path: ['name'],
    error: 'the name by which it is called, such as payments or api.example.com (kind is stub)',
  })
  .refine((it) => it.kind === 'stub' || it.stub === undefined, {
    path: ['stub'],
    error: 'nothing (kind is not stub)',
  });

const chart = z.strictObject({
  helm: filePath.meta({description: 'A chart: its folder, or a packed one.'}),
  values: list(filePath).default([]).meta({description: 'Files of values; the last one wins.'}),
  set: z
    .record(text, z.union([z.string().max(longest.path), z.number(), z.boolean(), z.null()]))
    .default({})
    .meta({description: 'Single values over those, by their paths such as image.tag.'}),
  release: z
    .string()
    .max(53)
    .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, {error: 'lower-case letters, digits and dashes'})
    .optional()
    .meta({description: "The release's name, and its namespace. Default: the profile's name."}),
});

const source = z.union([filePath, chart], {
  error:
    'a path, or a chart such as {helm: ./chart, values: [prod.yaml]} with nothing but helm, values, set and release',
});

const image = z.union(
  [
    text,
    z.strictObject({
      build: filePath.meta({description: 'The folder with its Dockerfile.'}),
      tag: text.regex(/^[a-z0-9][\w./:-]*$/, {error: 'a name such as shop:dev'}),
    }),
  ],
  {error: 'a name such as shop:1.4, or what it is built from, such as {build: ./, tag: shop:dev}'},
);

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

/** What the owner requires beyond the defaults. */
const policy = z.strictObject({
  cpuLimit: z
    .literal('required')
    .optional()
    .meta({description: 'required: a container without a CPU limit fails. Else a missing one is advice.'}),
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
  manifests: list(source).min(1).meta({
    description: 'Files of YAML or JSON, folders (read recursively), folders with a kustomization, or charts.',
  }),
  provide: list(source).default([]).meta({
    description:
      'Like manifests: objects that your cluster has and this one lacks, such as definitions, Secrets and ConfigMaps. What the manifests state themselves is left out.',
  }),
  secretsFrom: list(source).default([]).meta({
    description:
      'Like manifests, but only the Secrets in them are deployed: for a copy of a subject that does not hold their values.',
  }),
  images: list(image).default([]).meta({
    description:
      'Images to load into the nodes from the local Docker engine, beside those that the manifests name; {build, tag}: built there first.',
  }),
  entry: z.strictObject(door).optional().meta({
    description:
      'Where users come in. Left out where nobody sends requests (workers, consumers, cron): what needs a load is not exercised then.',
  }),
  entries: z
    .array(
      z.strictObject({...door, share: share.meta({description: 'The part of the peak that comes in here, 0 to 1.'})}),
    )
    .min(2)
    .max(mostEntries)
    .optional()
    .meta({
      description:
        'Instead of `entry`, where users come in by several Services: the shares add up to 1. Faults are aimed at the workload with the largest share.',
    }),
  workload: name
    .optional()
    .meta({description: 'Without an entry: the workload that faults are aimed at; the only one when left out.'}),
  prepare: list(preparation).default([]).meta({
    description: 'Done once, in this order, when the subject is ready and before any load: log-ins, data, migrations.',
  }),
  peak: z
    .strictObject({rps: positive.max(mostPerSecond), replicas: z.int().min(1).max(1000)})
    .optional()
    .meta({
      description: 'Requests per second at the busiest moment, and the replicas that carry it; needed with an entry.',
    }),
  surge: z.number().min(1).max(100).default(3).meta({description: 'The surge as a multiple of the peak.'}),
  slo: z
    .strictObject({
      availability: share.default(0.999),
      latency: z.strictObject({percentile: z.number().gt(0).lt(100), ms: positive.max(120_000)}),
      at: z.enum(['1x', '3x']).default('1x').meta({description: 'The load at which the latency must hold.'}),
    })
    .optional()
    .meta({description: 'What is promised; needed with an entry.'}),
  bounds: bounds.default({}),
  policy: policy.default({}),
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
  if (peak === undefined || peak.rps * surge <= mostPerSecond) return undefined;
  return `expected peak.rps × surge to be a number of at most ${mostPerSecond}, got ${peak.rps * surge}`;
}

/** A whole profile as written, defaults filled in. */
export type ProfileContent = z.output<typeof profileSchema>;
