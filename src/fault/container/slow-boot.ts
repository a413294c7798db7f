import type {Fault} from '../fault.ts';
import {tagOf} from '../node/node-scripts.ts';
import {newId} from '../pod/pods.ts';
import {podProcessesScript, slowBootScript, resumeScript} from './process-scripts.ts';
import {processesIn, stoppedOf} from './processes.ts';
import {onlyContainer, type VictimContainer} from './victim-container.ts';

/** The container that is killed, and whose successor boots slowly. */
export type SlowBootMark = VictimContainer & {
  readonly id: string;
  /** `PID:START` of what in its pod was stopped before, and is none of ours. */
  readonly stopped: readonly string[];
};

/** The processes of the pod as the kernel tells them, by container. */
export type SlowBootReading = {
  readonly pod: string;
  readonly podUid: string;
  readonly container: string;
  readonly containerId: string;
  /** Whether the container that was killed still has a process. */
  readonly runs: boolean;
  /** The control groups of the pod's containers all of whose processes are stopped. */
  readonly paused: readonly string[];
};

const boundMs = 15_000;
/** Longer than the script on the node looks for the successor. */
const injectMs = 150_000;

/**
 * One container is killed, and the one in its place is paused as soon as its program runs, until the undo: a boot as
 * slow as the step holds it, with the port still closed. What the kubelet makes of it is the question.
 */
export const slowBoot: Fault<Readonly<Record<string, never>>, SlowBootMark, SlowBootReading> = {
  title: 'A container restarted that boots slowly',
  effect: {takes: 'boot', pace: 'at-once', returns: 'by-undo', orderly: false},
  injectsBy: 'node',
  readsBy: 'kernel',
  requires: [],
  readEveryMs: 300,

  async mark(targets, _options, {cluster, signal}) {
    const victim = onlyContainer(targets, 'restarted');
    const seen = await cluster.shell.script(victim.node, podProcessesScript, [victim.podUid], {
      timeoutMs: boundMs,
      signal,
    });
    return {id: newId(), ...victim, stopped: [...byContainer(seen.stdout).values()].flatMap(stoppedOf)};
  },

  async inject({id, node, containerId}, {cluster, signal}) {
    await cluster.shell.script(node, slowBootScript, [tagOf(id), containerId], {timeoutMs: injectMs, signal});
  },

  async undo({id, node, podUid, stopped}, {cluster, signal}) {
    const [look] = await cluster.power.look([node]);
    if (look?.state === 'running')
      await cluster.shell.script(node, resumeScript, [id, podUid, ...stopped], {timeoutMs: boundMs, signal});
  },

  async read({node, pod, podUid, container, containerId}, {cluster, signal}) {
    const {stdout} = await cluster.shell.script(node, podProcessesScript, [podUid], {timeoutMs: boundMs, signal});
    const groups = byContainer(stdout);
    const paused = [...groups]
      .filter(([, of]) => of.length > 0 && of.every(({isStopped}) => isStopped))
      .map(([group]) => group);
    return {
      pod,
      podUid,
      container,
      containerId,
      runs: [...groups.keys()].some((group) => group.includes(containerId)),
      paused,
    };
  },

  proves: (before, after) => before.runs && !after.runs && after.paused.some((group) => !before.paused.includes(group)),
};

/** Reads `GROUP PID START STATE PARENT` lines. */
function byContainer(text: string): ReadonlyMap<string, ReturnType<typeof processesIn>> {
  const groups = Map.groupBy(
    text.split('\n').filter((line) => line.includes(' ')),
    (line) => line.slice(0, line.indexOf(' ')),
  );
  return new Map(
    [...groups].map(([group, lines]) => [
      group,
      processesIn(lines.map((line) => line.slice(group.length + 1)).join('\n')),
    ]),
  );
}
