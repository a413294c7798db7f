import {statusesOf} from '../../kubernetes/containers.ts';
import type {Fault} from '../fault.ts';
import {endTaggedScript, killContainerScript, tagOf} from '../node/node-scripts.ts';
import {newId} from '../pod/pods.ts';
import {onlyContainer, type VictimContainer} from './victim-container.ts';

/** The container whose processes are killed. */
export type ContainerKillMark = VictimContainer & {readonly id: string};

/** What the API says of the victim's container; `ended` is the latest ending it tells, whichever container it was. */
export type ContainerKillReading = {
  readonly pod: string;
  readonly podUid: string;
  readonly container: string;
  /** The container that is killed; a restarted one has another ID. */
  readonly containerId: string;
  readonly restartCount: number;
  readonly ended: {
    readonly containerId: string;
    readonly exitCode: number;
    readonly reason: string;
    readonly finishedAt: string;
  } | null;
};

const boundMs = 15_000;
/** How the runtime writes SIGKILL. */
const killed = 137;

/**
 * Every process of one container gets SIGKILL from the node, so that its image needs no shell; the kubelet restarts it.
 */
export const containerKill: Fault<Readonly<Record<string, never>>, ContainerKillMark, ContainerKillReading> = {
  title: 'A container killed',
  effect: {takes: 'container', pace: 'at-once', returns: 'by-restart', orderly: false},
  injectsBy: 'node',
  readsBy: 'api',
  requires: [],
  readEveryMs: 300,

  mark: async (targets) => Promise.resolve({id: newId(), ...onlyContainer(targets, 'killed')}),

  async inject({id, node, containerId}, {cluster, signal}) {
    await cluster.shell.script(node, killContainerScript, [tagOf(id), containerId], {timeoutMs: boundMs, signal});
  },

  async undo({id, node}, {cluster, signal}) {
    const [look] = await cluster.power.look([node]);
    if (look?.state === 'running')
      await cluster.shell.script(node, endTaggedScript, [id], {timeoutMs: boundMs, signal});
  },

  async read({pod, namespace, podUid, container, containerId}, {cluster}) {
    const found = await cluster.api.get({apiVersion: 'v1', kind: 'Pod'}, pod, namespace);
    const status = found?.metadata.uid === podUid ? statusesOf(found).find(({name}) => name === container) : undefined;
    const ended = status?.terminated ?? status?.lastTerminated;
    return {pod, podUid, container, containerId, restartCount: status?.restartCount ?? 0, ended: ended ?? null};
  },

  proves: (before, {containerId, ended}) =>
    before.ended?.containerId !== containerId && ended?.containerId === containerId && ended.exitCode === killed,
};
