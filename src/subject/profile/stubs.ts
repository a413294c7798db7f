import type {Stub} from '../../cluster/stubs.ts';
import {stub as schema} from './stub-schema.ts';
import type {ProfileContent} from './schema.ts';

/** The stubs that a profile declares, each under the name of its dependency. */
export function stubsOf({dependencies}: Pick<ProfileContent, 'dependencies'>): readonly Stub[] {
  return dependencies
    .filter(({kind}) => kind === 'stub')
    .map(({name, stub = schema.parse({})}): Stub => {
      const {port, tls, latencyMs, errorShare = 0, responses} = stub;
      return {
        name,
        port: port ?? (tls ? 443 : 80),
        tls,
        latencyMs,
        errorShare,
        responses: responses.map(({method, latencyMs: ownMs, ...answer}) => ({
          ...answer,
          ...(method === undefined ? {} : {method}),
          ...(ownMs === undefined ? {} : {latencyMs: ownMs}),
        })),
      };
    });
}
