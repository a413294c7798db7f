import {createHash} from 'node:crypto';
import test from 'ava';
import {download} from '../../../src/setup/sources/download.ts';
import {HarnessError} from '../../../src/system/errors.ts';

const url = 'https://registry.invalid/a.jar';
const sha256 = createHash('sha256').update('the jar').digest('hex');
const wanted = {sha256, wholeWithinMs: 1000, signal: new AbortController().signal};

/** What `fetch` gives while a test runs. */
function answering(t: {readonly teardown: (undo: () => void) => void}, answer: () => Response): void {
  const {fetch} = globalThis;
  globalThis.fetch = async () => Promise.resolve(answer());
  t.teardown(() => (globalThis.fetch = fetch));
}

test.serial('a file with the pinned bytes is given, another is thrown away', async (t) => {
  answering(t, () => new Response('the jar'));
  const body = await download(url, wanted);
  t.is('bytes' in body ? Buffer.from(body.bytes).toString() : '', 'the jar');
  const error = await t.throwsAsync(download(url, {...wanted, sha256: 'f'.repeat(64)}), {instanceOf: HarnessError});
  t.regex(error?.message ?? '', /a\.jar has the SHA-256 [0-9a-f]{64}, not the pinned f{64}/);
});

test.serial('what nobody gives is refused, with the reason', async (t) => {
  answering(t, () => new Response('', {status: 404}));
  t.deepEqual(await download(url, wanted), {refused: `${url} answered 404`});
  answering(t, () => {
    throw new Error('no such host');
  });
  t.deepEqual(await download(url, wanted), {refused: `${url} cannot be reached: no such host`});
});
