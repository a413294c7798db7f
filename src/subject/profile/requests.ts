import type {RequestSpec} from '../../load/engine.ts';
import type {RequestContent} from './entry-schema.ts';

/** A request as the load sends it. */
export function requestOf({name, method, path, headers, body, weight, expect}: RequestContent): RequestSpec {
  return {
    name,
    method,
    path,
    headers,
    body,
    weight,
    expect: {
      status: [expect.status].flat(),
      ...(expect.header === undefined ? {} : {header: expect.header}),
      ...(expect.bodyIncludes === undefined ? {} : {bodyIncludes: expect.bodyIncludes}),
      ...(expect.jsonPath === undefined ? {} : {jsonPath: expect.jsonPath}),
    },
  };
}
