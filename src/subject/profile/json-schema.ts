import {z} from 'zod';
import {profileSchema} from './schema.ts';

type SchemaNode = Readonly<Record<string, unknown>>;

/** The JSON Schema of seatrial.yaml for editors: a profile with a `base` may leave out what it inherits. */
export function profileJsonSchema(): SchemaNode {
  const {$schema, ...whole} = z.toJSONSchema(profileSchema, {io: 'input'}) as SchemaNode;
  const title = 'The profile of a subject (seatrial.yaml)';
  // Entries, because a literal with the key `then` looks like a promise.
  const branches = [
    ['if', {required: ['base']}],
    ['then', withoutRequired(whole)],
    ['else', whole],
  ] as const;
  return {$schema, title, ...Object.fromEntries<SchemaNode>(branches)};
}

/** Lists are replaced as a whole when profiles are merged, so what their items require stays required. */
function withoutRequired(node: SchemaNode): SchemaNode {
  const {required: _, properties, ...rest} = node;
  if (properties === undefined) return rest;
  const loose = Object.entries(properties as Readonly<Record<string, SchemaNode>>).map(([key, value]) => [
    key,
    withoutRequired(value),
  ]);
  return {...rest, properties: Object.fromEntries(loose)};
}
