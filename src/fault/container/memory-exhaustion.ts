import {randomBytes} from 'node:crypto';
import {containersOf, resourceOf} from '../../kubernetes/containers.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {parseQuantity} from '../../kubernetes/quantities.ts';
import type {Fault} from '../fault.ts';
import {fillScript, lookScript, readScript, releaseScript} from './memory-exhaustion-scripts.ts';
import {fillBytes} from './memory-exhaustion-plan.ts';
import {kernelRecord} from './kernel-record.ts';
import {onlyContainer, type VictimContainer} from './victim-container.ts';

/**
 * What is known of the victim before it is touched; enough for another process to undo. Bytes; `startTicks` as in
 * /proc/PID/stat.
 */
export type MemoryMark = VictimContainer & {
  readonly id: string;
  readonly cgroupVersion: number;
  /** Absolute paths on the node: of the container, and of the victim when the container has cgroups of its own. */
  readonly containerCgroup: string;
  readonly cgroup: string;
  readonly limitBytes: number | null;
  readonly requestBytes: number;
  readonly usageBytes: number;
  readonly victim: {
    readonly pid: number;
    readonly startTicks: string;
    readonly command: string;
    readonly oomScoreAdj: number;
  };
  /** The file that takes the memory, on the node. */
  readonly file: string;
  /** The harness adds at most so much. */
  readonly fillBytes: number;
};

/**
 * The kernel's own account of the victim's container: its newest OOM record, and its memory (null when the container is
 * gone).
 */
export type MemoryReading = {
  readonly pod: string;
  readonly podUid: string;
  readonly container: string;
  readonly containerId: string;
  readonly unlimited: boolean;
  readonly kernelLine: string | null;
  readonly requestBytes: number;
  /** How much the harness adds at most. */
  readonly fillBytes: number;
  readonly reachedBytes: number | null;
};

/** Longer than the filling itself may take on the node (30 s). */
const injectMs = 45_000;
const lookMs = 15_000;

/**
 * "OOM by the harness": memory is taken inside one container's memory cgroup until the kernel kills its largest
 * process; the memory is given back at once. A container without a limit is filled far beyond its request instead,
 * bounded, until the undo.
 */
export const memoryExhaustion: Fault<Readonly<Record<string, never>>, MemoryMark, MemoryReading> = {
  title: 'Memory pushed past the limit in one container',
  effect: {takes: 'memory', pace: 'at-once', returns: 'by-restart', orderly: false},
  injectsBy: 'cgroup',
  readsBy: 'kernel',
  requires: ['kernel-log'],
  readEveryMs: 100,

  async mark(targets, _options, {cluster, signal}) {
    const target = onlyContainer(targets, 'filled past its limit');
    const seen = await cluster.shell.script(target.node, lookScript, [target.containerId], {timeoutMs: lookMs, signal});
    const facts = new Map(
      seen.stdout.split('\0').map((field) => [field.slice(0, field.indexOf('=')), field.slice(field.indexOf('=') + 1)]),
    );
    const text = (name: string): string => facts.get(name) ?? '';
    const number = (name: string): number => Number(facts.get(name) ?? Number.NaN);
    const pod = await cluster.api.get({apiVersion: 'v1', kind: 'Pod'}, target.pod, target.namespace);
    const limitBytes = text('limit') === '' ? null : number('limit');
    const requestBytes = memoryRequest(pod, target.container);
    const machine = {
      availableBytes: number('available'),
      runFreeBytes: text('runType') === 'tmpfs' ? number('runFree') : 0,
    };
    const id = `memory-${randomBytes(6).toString('hex')}`;
    return {
      id,
      ...target,
      cgroupVersion: number('version'),
      containerCgroup: text('container'),
      cgroup: text('cgroup'),
      limitBytes,
      requestBytes,
      usageBytes: number('usage'),
      victim: {
        pid: number('pid'),
        startTicks: text('start'),
        command: text('command'),
        oomScoreAdj: number('adjustment'),
      },
      file: `/run/seatrial-${id}`,
      fillBytes: fillBytes(limitBytes, requestBytes, number('usage'), machine),
    };
  },

  async inject(mark, {cluster, signal}) {
    const {id, file, cgroup, victim, limitBytes} = mark;
    const bounds = [limitBytes === null ? '' : String(limitBytes), String(mark.fillBytes)];
    const args = [`seatrial-hog-${id}`, file, cgroup, String(victim.pid), victim.startTicks, ...bounds];
    await cluster.shell.script(mark.node, fillScript, args, {timeoutMs: injectMs, signal});
  },

  async undo(mark, {cluster, signal}) {
    const {id, file, victim} = mark;
    const found = [String(victim.pid), victim.startTicks, String(victim.oomScoreAdj)];
    await cluster.shell.script(mark.node, releaseScript, [id, file, ...found], {timeoutMs: lookMs, signal});
  },

  async read(mark, {cluster, signal}) {
    const {pod, podUid, container, containerId, limitBytes, requestBytes} = mark;
    const seen = await cluster.shell.script(mark.node, readScript, [mark.containerCgroup, containerId], {
      timeoutMs: lookMs,
      signal,
    });
    const [usage = '', ...records] = seen.stdout.split('\n');
    const bytes = usage.slice('usage='.length);
    return {
      pod,
      podUid,
      container,
      containerId,
      unlimited: limitBytes === null,
      kernelLine: kernelRecord(records, podUid, containerId),
      requestBytes,
      fillBytes: mark.fillBytes,
      reachedBytes: bytes === '' ? null : Number(bytes),
    };
  },

  proves(before, after) {
    const isNewRecord = after.kernelLine !== null && after.kernelLine !== before.kernelLine;
    if (!after.unlimited) return isNewRecord;
    const took = (after.reachedBytes ?? 0) - (before.reachedBytes ?? 0);
    return !isNewRecord && took > 0 && took >= takenShare * after.fillBytes;
  },
};

/**
 * "Taken unstopped": at least this share of what the harness added (fillBytes sees to it that it is far more than the
 * request).
 */
const takenShare = 0.9;

/** The memory one container of a pod asks for, as admitted, in bytes; 0 when it asks for none. */
function memoryRequest(pod: KubeObject | undefined, container: string): number {
  const found = pod === undefined ? undefined : containersOf(pod).find(({name}) => name === container);
  return found === undefined ? 0 : (parseQuantity(resourceOf(found, 'requests', 'memory')) ?? 0);
}
