import {askOnce} from '../load/once.ts';
import {type LoadPlan, type RequestSpec, targetOf} from '../load/engine.ts';
import {waitForJobs} from '../subject/deploy/jobs.ts';
import type {Where} from '../subject/deploy/where.ts';
import {type Kept, withKept} from '../subject/profile/kept.ts';
import type {Preparation, Profile} from '../subject/profile/profile.ts';
import {messageOf, UsageError} from '../system/errors.ts';
import {printable} from '../text/printable.ts';

export interface PreparedOptions extends Omit<Where, 'shell'> {
  readonly to: Pick<LoadPlan, 'target' | 'doors'>;
  readonly note: (text: string) => void;
  /** Told of what is kept, before anything else is: it may be a token. */
  readonly learn: (values: Kept) => void;
}

/** A log-in may hash a password, and the first request of all may wait for a connection to a database. */
const answerWithinMs = 30_000;

/**
 * Does what the owner wants done before the first load: Jobs are waited for, requests are sent once, in their order. Resolves
 * with the profile's requests, in which what was kept of the answers stands. Throws UsageError for the first that fails.
 */
export async function preparedRequests(
  {prepare, requests, facts: {profilePath}}: Pick<Profile, 'prepare' | 'requests' | 'facts'>,
  options: PreparedOptions,
): Promise<readonly RequestSpec[]> {
  let kept: Kept = {};
  for (const [index, one] of prepare.entries()) {
    options.signal.throwIfAborted();
    if ('job' in one) {
      options.note(`waiting for the Job ${one.job}`);
      const job = {apiVersion: 'batch/v1', kind: 'Job', metadata: {name: one.job}};
      await waitForJobs(options, [job], `that ${profilePath} prepares with`);
    } else {
      options.note(`asking ${one.request.name}`);
      kept = {...kept, ...(await asked(one, `${profilePath}: prepare[${index}]`, kept, options))};
    }
  }
  return requests.map((request) => withKept(request, kept));
}

async function asked(
  {request, keep}: Extract<Preparation, {readonly request: unknown}>,
  place: string,
  kept: Kept,
  {to, signal, learn}: PreparedOptions,
): Promise<Kept> {
  const says = `${place}: ${request.method} ${printable(request.path, 200)} (${request.name})`;
  const hint = 'Correct the request, or what it needs; `--keep` leaves the cluster for a look.';
  const within = {...targetOf(request, to), timeoutMs: answerWithinMs};
  const answer = await askOnce(within, withKept(request, kept), signal).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw new UsageError('prepare-failed', `${says}: no answer: ${printable(messageOf(cause), 200)}`, {cause, hint});
  });
  if (answer.verdict !== 'ok') {
    const why =
      answer.verdict === 'status'
        ? `answered ${answer.status}, not ${request.expect.status.join(' or ')}`
        : `answered ${answer.status} without what is expected of it`;
    throw new UsageError('prepare-failed', `${says}: ${why}`, {hint});
  }
  const values = Object.fromEntries(
    Object.entries(keep).map(([name, path]) => {
      const value = answer.valueAt(path);
      if (typeof value === 'string' || typeof value === 'number') return [name, String(value)] as const;
      throw new UsageError('prepare-failed', `${says}: its answer has no text at ${path}, to be kept as ${name}`, {
        hint,
      });
    }),
  );
  learn(values);
  return values;
}
