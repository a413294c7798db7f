import {containerFreeze} from './container/container-freeze.ts';
import {containerKill} from './container/container-kill.ts';
import {evictUntilRefused} from './pod/evict-until-refused.ts';
import type {Fault} from './fault.ts';
import {kubeletStop} from './node/kubelet-stop.ts';
import {memoryExhaustion} from './container/memory-exhaustion.ts';
import {nodeCutOff} from './node/node-cut-off.ts';
import {nodeDrain} from './node/node-drain.ts';
import {nodeFreeze} from './node/node-freeze.ts';
import {nodePowerOff} from './node/node-power-off.ts';
import {podCutOff} from './pod/pod-cut-off.ts';
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
  'container-freeze': containerFreeze,
  'slow-boot': slowBoot,
  'pod-cut-off': podCutOff,
  'evict-until-refused': evictUntilRefused,
  'rolling-restart': rollingRestart,
  'node-drain': nodeDrain,
  'node-power-off': nodePowerOff,
  'node-freeze': nodeFreeze,
  'node-cut-off': nodeCutOff,
  'kubelet-stop': kubeletStop,
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof faults;
