import {z} from 'zod';
import type {Definition, Definitions} from './fields.ts';

const raw: z.ZodType<Raw> = z.lazy(() =>
  z.looseObject({
    type: z.string().optional(),
    format: z.string().optional(),
    $ref: z.string().optional(),
    properties: z.record(z.string(), raw).optional(),
    additionalProperties: z.union([z.boolean(), raw]).optional(),
    items: raw.optional(),
    'x-kubernetes-group-version-kind': z
      .array(z.looseObject({group: z.string(), version: z.string(), kind: z.string()}))
      .optional(),
    'x-kubernetes-preserve-unknown-fields': z.boolean().optional(),
  }),
);

interface Raw {
  readonly type?: string | undefined;
  readonly format?: string | undefined;
  readonly $ref?: string | undefined;
  readonly properties?: Readonly<Record<string, Raw>> | undefined;
  readonly additionalProperties?: boolean | Raw | undefined;
  readonly items?: Raw | undefined;
  readonly 'x-kubernetes-group-version-kind'?:
    | readonly {readonly group: string; readonly version: string; readonly kind: string}[]
    | undefined;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean | undefined;
}

const documentSchema = z.looseObject({
  info: z.looseObject({version: z.string()}),
  definitions: z.record(z.string(), raw),
});

/** The types in the text of an API server's OpenAPI document; undefined where it is none. */
export function definitionsIn(text: string): Definitions | undefined {
  const parsed = documentSchema.safeParse(JSON.parse(text));
  if (!parsed.success) return undefined;
  const {info, definitions} = parsed.data;
  const kinds = Object.entries(definitions).flatMap(([name, {'x-kubernetes-group-version-kind': those = []}]) =>
    // Options of calls are of every version.
    those.length === 1
      ? those.map(({group, version, kind}) => [`${group === '' ? '' : `${group}/`}${version} ${kind}`, name] as const)
      : [],
  );
  return {
    version: info.version,
    kinds: Object.fromEntries(kinds),
    types: Object.fromEntries(Object.entries(definitions).map(([name, one]) => [name, plain(one)])),
  };
}

function plain(one: Raw): Definition {
  const {type, format, $ref, properties, additionalProperties, items} = one;
  const isOpen = one['x-kubernetes-preserve-unknown-fields'] === true || additionalProperties === true;
  return {
    ...(type === undefined ? {} : {type}),
    ...(format === undefined ? {} : {format}),
    ...($ref === undefined ? {} : {ref: $ref.replace('#/definitions/', '')}),
    ...(properties === undefined
      ? {}
      : {properties: Object.fromEntries(Object.entries(properties).map(([key, inner]) => [key, plain(inner)]))}),
    ...(isOpen
      ? {others: true}
      : typeof additionalProperties === 'object'
        ? {others: plain(additionalProperties)}
        : {}),
    ...(items === undefined ? {} : {items: plain(items)}),
  };
}
