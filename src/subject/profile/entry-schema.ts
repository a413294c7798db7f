import {z} from 'zod';
import {doorNodePorts} from '../../cluster/labels.ts';
import {headers, list, longest, name, path, positive, requestName, status} from './fields.ts';

/** One kind of request of a profile. */
export const request = z.strictObject({
  name: requestName.meta({description: 'Names the request in requests.csv and in reports.'}),
  method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  path: path.meta({description: 'Path and query, beginning with a slash.'}),
  headers: headers.default({}).meta({
    description:
      'Sent with each request, and where one replica is asked alone: a GET without a body and without Authorization or Host, which do not arrive there. ${env:NAME} stands for a variable of the environment, here and in a body.',
  }),
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

/** What a Service that load enters through states. */
export const door = {
  service: name.meta({description: 'The Service through which the load enters.'}),
  port: z.int().min(1).max(65535).meta({description: 'A port number of that Service.'}),
  timeoutMs: positive.max(120_000).meta({description: 'A request without an answer after this many ms has failed.'}),
  workload: name
    .optional()
    .meta({description: "The workload that carries the entry; found by the Service's selector when left out."}),
  requests: list(request).min(1),
};

/** As many doors as the test cluster has ports for. */
export const mostEntries = 1 + doorNodePorts.length;

const keptName = z
  .string()
  .max(longest.name)
  .regex(/^[A-Za-z_]\w*$/, {error: 'a name of letters, digits and underscores'});
/** What is done once before any load. */
export const preparation = z.union(
  [
    z.strictObject({job: name.meta({description: 'A Job of the manifests that must be complete, within 5 minutes.'})}),
    request.omit({weight: true}).extend({
      service: name.optional().meta({
        description: 'With `entries`: the Service of the one that it is sent to; else that with the largest share.',
      }),
      keep: z
        .record(keptName, z.string().startsWith('$').max(longest.text))
        .default({})
        .meta({description: 'Values of its JSON answer by their paths; ${keep:name} stands for one in requests.'}),
    }),
  ],
  {error: 'a Job such as {job: migrate}, or a request such as {name: log-in, path: /login, keep: {token: $.token}}'},
);

/** One request as written, defaults filled in. */
export type RequestContent = z.output<typeof request>;
