import {nameNow} from '../history/upgrade/old-names.ts';
import {containerPause} from './container/container-pause.ts';
import {containerKill} from './container/container-kill.ts';
import {evictUntilRefused} from './pod/evict-until-refused.ts';
import type {Fault} from './fault.ts';
import {kubeletStop} from './node/kubelet-stop.ts';
import {memoryExhaustion} from './container/memory-exhaustion.ts';
import {nodePartition} from './node/node-partition.ts';
import {nodeDrain} from './node/node-drain.ts';
import {nodePause} from './node/node-pause.ts';
import {nodePowerOff} from './node/node-power-off.ts';
import {podPartition} from './pod/pod-partition.ts';
import {podDelete} from './pod/pod-delete.ts';
import {podEvict} from './pod/pod-evict.ts';
import {rollingRestart} from './pod/rolling-restart.ts';
import {slowBoot} from './container/slow-boot.ts';

/** Every fault by the name a scenario uses for it. */
export const faults = {
  'memory-exhaustion': memoryExhaustion,
  'pod-delete': podDelete,
  'pod-evict': podEvict,
  'container-kill': containerKill,
  'container-pause': containerPause,
  'slow-boot': slowBoot,
  'pod-partition': podPartition,
  'evict-until-refused': evictUntilRefused,
  'rolling-restart': rollingRestart,
  'node-drain': nodeDrain,
  'node-power-off': nodePowerOff,
  'node-pause': nodePause,
  'node-partition': nodePartition,
  'kubelet-stop': kubeletStop,
} as const satisfies Readonly<Record<string, Fault>>;

/** The fault that a run, maybe of an older version, named so; undefined when there is none. */
export function faultNamed(name: string): Fault | undefined {
  const now = nameNow('fault', name);
  return Object.hasOwn(faults, now) ? (faults as Readonly<Record<string, Fault>>)[now] : undefined;
}

export type FaultName = keyof typeof faults;
