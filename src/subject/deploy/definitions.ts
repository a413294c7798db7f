import {waitFor} from '../../system/wait.ts';
import type {DefinedKind} from '../adapt/definitions.ts';
import type {Where} from './where.ts';

const withinMs = 30_000;
const everyMs = 200;

/**
 * Waits until the API server serves the kinds of definitions that were applied, 30 s at most: before that it knows no
 * object of them. Throws WaitTimeoutError with what is missing.
 */
export async function waitForKinds(
  {api, clock, signal}: Pick<Where, 'api' | 'clock' | 'signal'>,
  kinds: readonly DefinedKind[],
): Promise<void> {
  if (kinds.length === 0) return;
  const versions = [...new Set(kinds.map(({apiVersion}) => apiVersion))];
  await waitFor({what: 'the kinds of the definitions to be served', withinMs, everyMs, clock, signal}, async () => {
    const served = await Promise.all(
      versions.map(async (apiVersion) => {
        const {code, body} = await api.raw(`/apis/${apiVersion}`);
        if (code !== 200) return [];
        const {resources} = JSON.parse(body) as {readonly resources: readonly {readonly kind: string}[]};
        return resources.map(({kind}) => `${apiVersion} ${kind}`);
      }),
    );
    const known = new Set(served.flat());
    const missing = kinds.filter(({apiVersion, kind}) => !known.has(`${apiVersion} ${kind}`));
    return missing.length === 0
      ? {done: undefined}
      : {seen: `${missing.map(({kind, apiVersion}) => `${kind} in ${apiVersion}`).join(', ')} not served yet`};
  });
}
