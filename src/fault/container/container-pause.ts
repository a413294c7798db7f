import {containersOf} from '../../kubernetes/containers.ts';
import {askedPort} from '../../kubernetes/probes.ts';
import {UsageError} from '../../system/errors.ts';
import type {Fault} from '../fault.ts';
import {tagOf} from '../node/node-scripts.ts';
import {NotExercisedError} from '../not-exercised.ts';
import {newId} from '../pod/pods.ts';
import {pauseScript, pausedScript, processesScript, resumeScript} from './process-scripts.ts';
import {processesIn, stoppedOf} from './processes.ts';
import {onlyContainer, type VictimContainer} from './victim-container.ts';

/** `all` (the default), or the `first` process alone, PID 1 of the container: whatever else it runs goes on. */
export type ContainerPauseOptions = {readonly processes?: 'all' | 'first'};

/** The container whose processes are paused, and what asks it for an answer. */
export type ContainerPauseMark = VictimContainer & {
  readonly id: string;
  readonly which: 'all' | 'first';
  /** Where it answers, asked from its node; null when it declares no port. */
  readonly address: string;
  readonly port: number | null;
  /** `PID:START` of what was stopped before, and is none of ours. */
  readonly stopped: readonly string[];
};

/** What the kernel says of the container's processes, and how it answers a request from its node. */
export type ContainerPauseReading = {
  readonly pod: string;
  readonly podUid: string;
  readonly container: string;
  readonly containerId: string;
  readonly which: 'all' | 'first';
  /** `PID:START`. */
  readonly running: readonly string[];
  readonly stopped: readonly string[];
  /** Null when it declares no port. */
  readonly answer: 'answered' | 'refused' | 'silent' | null;
};

const boundMs = 15_000;

/**
 * The processes of one container stop where they are (SIGSTOP from the node) as in a deadlock: the kernel still takes
 * connections for them. PID 1 alone would leave the workers of a web server answering.
 */
export const containerPause: Fault<ContainerPauseOptions, ContainerPauseMark, ContainerPauseReading> = {
  title: 'The processes of a container paused',
  effect: {takes: 'answers', pace: 'at-once', returns: 'by-undo', orderly: false},
  injectsBy: 'node',
  readsBy: 'kernel',
  requires: [],
  readEveryMs: 500,

  async mark(targets, {processes = 'all'}, {cluster, signal}) {
    if (processes !== 'all' && processes !== 'first')
      throw new UsageError(
        'fault-options',
        `container-pause takes processes: all or first, got ${JSON.stringify(processes)}`,
      );
    const victim = onlyContainer(targets, 'paused');
    const {node, pod, namespace, container, containerId} = victim;
    const [seen, object] = await Promise.all([
      cluster.shell.script(node, processesScript, [containerId], {timeoutMs: boundMs, signal}),
      cluster.api.get({apiVersion: 'v1', kind: 'Pod'}, pod, namespace),
    ]);
    const found = processesIn(seen.stdout);
    if (found.length === 0) throw new NotExercisedError(`Container ${container} of ${pod} has no process`);
    const address = object?.status?.['podIP'];
    const spec = object === undefined ? undefined : containersOf(object).find(({name}) => name === container);
    const port = spec === undefined ? undefined : askedPort(spec);
    return {
      id: newId(),
      ...victim,
      which: processes,
      address: typeof address === 'string' ? address : '',
      port: port ?? null,
      stopped: stoppedOf(found),
    };
  },

  async inject({id, node, containerId, which}, {cluster, signal}) {
    await cluster.shell.script(node, pauseScript, [tagOf(id), containerId, which], {timeoutMs: boundMs, signal});
  },

  async undo({id, node, containerId, stopped}, {cluster, signal}) {
    const [look] = await cluster.power.look([node]);
    if (look?.state === 'running')
      await cluster.shell.script(node, resumeScript, [id, containerId, ...stopped], {timeoutMs: boundMs, signal});
  },

  async read({node, pod, podUid, container, containerId, which, address, port}, {cluster, signal}) {
    const {stdout} = await cluster.shell.script(node, pausedScript, [containerId, address, String(port ?? '')], {
      timeoutMs: boundMs,
      signal,
    });
    const found = processesIn(stdout);
    const answer = /^answer (answered|refused|silent)$/m.exec(stdout)?.[1] as
      | ContainerPauseReading['answer']
      | undefined;
    const running = found.flatMap(({name, isStopped}) => (isStopped ? [] : [name]));
    return {pod, podUid, container, containerId, which, running, stopped: stoppedOf(found), answer: answer ?? null};
  },

  /** New processes in a paused container are the commands of probes. */
  proves(before, after) {
    const ran = before.running.filter((name) => after.running.includes(name) || after.stopped.includes(name));
    const stopped = ran.filter((name) => after.stopped.includes(name));
    if (after.which === 'first') return stopped.length > 0;
    return (
      stopped.length > 0 && stopped.length === ran.length && (before.answer !== 'answered' || after.answer === 'silent')
    );
  },
};
