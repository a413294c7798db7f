import {z} from 'zod';
import {headers, list, longest, path, share} from './fields.ts';

/** One ConfigMap has to hold all that a stub answers. */
const mostBody = 65_536;
const mostResponses = 100;
/** At this port a stub tells what it was asked for. */
const takenPort = 15_020;
const latency = z.number().min(0).max(120_000);

const response = z.strictObject({
  method: z
    .enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
    .optional()
    .meta({description: 'Any when left out.'}),
  path: path.meta({description: 'The path of a call without its query; with a star at its end what it begins with.'}),
  // What is below 200 is not the end of an answer.
  status: z.int().min(200).max(599).default(200),
  headers: headers.default({}),
  body: z.string().max(mostBody).default(''),
  latencyMs: latency.optional().meta({description: 'How long this answer takes, in ms, where it differs.'}),
});

/** How a dependency that is not in the cluster answers in a trial. */
export const stub = z
  .strictObject({
    port: z
      .int()
      .min(1)
      .max(65535)
      .refine((it) => it !== takenPort, {error: `another port than ${takenPort}, at which a stub tells its calls`})
      .optional()
      .meta({description: 'Where it is called: 80, or 443 with tls, when left out.'}),
    tls: z.boolean().default(false).meta({
      description:
        'With a certificate for its name, signed by an authority that the ConfigMap seatrial-stub-ca (key ca.crt) holds for the callers to trust.',
    }),
    latencyMs: latency.default(0).meta({description: 'How long an answer takes, in ms.'}),
    errorShare: share.optional().meta({description: 'Share of the calls that are answered 503, 0 to 1.'}),
    responses: list(response)
      .min(1)
      .max(mostResponses)
      .prefault([{path: '/*'}])
      .meta({description: 'The first that is meant answers; a call that none is declared for is answered 404.'}),
  })
  .refine((it) => it.responses.reduce((sum, {body}) => sum + body.length, 0) <= longest.body / 2, {
    path: ['responses'],
    error: 'bodies of 512 KiB together',
  })
  .meta({description: 'Of kind stub only: how it answers. Left out: 200 without a body to every call, at port 80.'});

/** Whether a dependency can be called by this name: that of a Service, or with dots one of DNS. */
export function isHostName(text: string): boolean {
  const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
  const labels = text.split('.');
  return labels.every((one) => label.test(one)) && (labels.length > 1 ? !/^[\d.]+$/.test(text) : /^[a-z]/.test(text));
}
