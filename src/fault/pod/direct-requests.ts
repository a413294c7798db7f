import {ApiError} from '../../cluster/api/api-error.ts';
import {directAnswer} from '../../history/records/direct-answers.ts';
import type {AnsweringPod} from './answering-pods.ts';
import type {DirectRequest, InjectTools} from '../fault.ts';

const everyMs = 1000;
/** Nothing holds a fault longer. */
const most = 900;
/** So often, so far apart (ms), a pod is asked before anything is changed. */
const roundsBefore = 6;
const apartMs = 200;

/** Asks each pod a few times, and waits for its answers: what they are compared with once something was changed. */
export async function askBefore(pods: readonly AnsweringPod[], tools: InjectTools): Promise<void> {
  const asking: Promise<void>[] = [];
  for (let round = 0; round < roundsBefore && tools.directRequests.length > 0; round += 1) {
    asking.push(...askAll(round, pods, tools));
    await tools.clock.sleep(apartMs, tools.signal);
  }
  await Promise.all(asking);
}

/**
 * Asks each pod directly, through the API server, one declared request a second, each in its turn, until the fault is
 * taken back: which replica a Service's answer came from nobody can tell.
 */
export async function askUntilStopped(pods: readonly AnsweringPod[], tools: InjectTools): Promise<void> {
  const {clock, signal, directRequests} = tools;
  const asking: Promise<void>[] = [];
  for (let round = 0; round < most && directRequests.length > 0; round += 1) {
    asking.push(...askAll(round, pods, tools));
    if (signal.aborted) break;
    await clock.sleep(everyMs, signal).catch(() => undefined);
  }
  await Promise.all(asking);
}

/** The declared requests take turns. */
function askAll(round: number, pods: readonly AnsweringPod[], tools: InjectTools): readonly Promise<void>[] {
  const request = tools.directRequests[round % tools.directRequests.length];
  return request === undefined
    ? []
    : pods.filter(({port}) => port !== null).map(async (pod) => ask(pod, request, tools));
}

async function ask(
  {pod, namespace, uid, port}: AnsweringPod,
  {name, path, headers, statuses, withinMs}: DirectRequest,
  {cluster, clock, tell}: InjectTools,
): Promise<void> {
  const begun = clock.nowMs();
  const status = await statusOf(async () =>
    cluster.api.raw(`/api/v1/namespaces/${namespace}/pods/${pod}:${port}/proxy${path}`, {timeoutMs: withinMs, headers}),
  );
  const tookMs = Math.round(clock.nowMs() - begun);
  const answer = {question: name, status, good: statuses.includes(status), tookMs, withinMs};
  tell(directAnswer({name: pod, namespace, uid}, answer));
}

/** The API server says 502 or 503 itself when a pod does not answer. */
async function statusOf(get: () => Promise<{readonly code: number}>): Promise<number> {
  try {
    return (await get()).code;
  } catch (error) {
    if (error instanceof ApiError) return 0;
    throw error;
  }
}
