import type {FaultEffect} from '../records/fault-effect.ts';

const pods = {takes: 'pods', returns: 'by-replacement', orderly: true} as const;
const held = {pace: 'at-once', returns: 'by-undo', orderly: false} as const;
const restarted = {pace: 'at-once', returns: 'by-restart', orderly: false} as const;

/** What the faults of a history of schema 1 did, by the names they had then: their marks do not tell it. */
export const oldEffects: Readonly<Record<string, FaultEffect>> = {
  'memory-exhaustion': {takes: 'memory', ...restarted},
  'container-kill': {takes: 'container', ...restarted},
  'container-freeze': {takes: 'answers', ...held},
  'slow-boot': {takes: 'boot', ...held},
  'pod-delete': {...pods, by: 'deletion', pace: 'at-once'},
  'pod-evict': {...pods, by: 'eviction', pace: 'at-once'},
  'evict-until-refused': {...pods, by: 'eviction', pace: 'gradual'},
  'rolling-restart': {...pods, by: 'rollout', pace: 'gradual'},
  'pod-cut-off': {takes: 'network', ...held},
  'node-drain': {...pods, by: 'drain', pace: 'gradual'},
  'node-power-off': {takes: 'nodes', ...held},
  'node-freeze': {takes: 'nodes', ...held},
  'node-cut-off': {takes: 'nodes', ...held},
  'kubelet-stop': {takes: 'kubelet', ...held},
};
