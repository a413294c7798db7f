import {request as send} from 'node:http';
import {judgeAnswer} from './embedded/expectation.ts';
import {valueAt} from './embedded/json-path.ts';
import type {LoadTarget, RequestSpec} from './engine.ts';

/** The answer to a request that was sent once, outside any load. */
export interface OneAnswer {
  readonly status: number;
  /** Whether it is as the request expects: `status` for a wrong status, `unexpected` for a right one from a stranger. */
  readonly verdict: 'ok' | 'status' | 'unexpected';
  /** The value at a path such as `$.token` of a JSON body; undefined where there is none. */
  readonly valueAt: (path: string) => unknown;
}

/** More than this is not read of one answer, in bytes. */
const mostRead = 1024 ** 2;

/** Sends one request. Rejects where no whole answer came within the target's time-out. */
export async function askOnce(
  {host, port, timeoutMs}: Pick<LoadTarget, 'host' | 'port' | 'timeoutMs'>,
  {method, path, headers, body, expect}: Omit<RequestSpec, 'name' | 'weight'>,
  signal: AbortSignal,
): Promise<OneAnswer> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  return new Promise((resolve, reject) => {
    const options = {host, port, method, path, headers, signal: within, agent: false};
    const asking = send(options, (answer) => {
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= mostRead) chunks.push(chunk);
        else answer.destroy(new Error(`an answer of more than ${mostRead} bytes`));
      });
      answer.once('error', reject);
      answer.once('end', () => {
        const status = answer.statusCode ?? 0;
        const text = Buffer.concat(chunks).toString('utf8');
        const lines = Array.from({length: answer.rawHeaders.length / 2}, (_, index) =>
          answer.rawHeaders.slice(index * 2, index * 2 + 2).join(': '),
        );
        const head = [`HTTP/1.1 ${status}`, ...lines, '', ''].join('\r\n');
        const verdict = judgeAnswer(expect, {status, head, body: text});
        resolve({status, verdict, valueAt: (at) => valueAt(text, at)});
      });
    });
    asking.once('error', reject);
    asking.end(body);
  });
}
