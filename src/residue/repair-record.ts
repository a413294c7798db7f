import type {Leftover, LeftoverKind} from './leftover.ts';

/** How what an audit saw becomes the fields by which it is taken back; the last field is whatever follows. */
const shapes: Readonly<Partial<Record<LeftoverKind, RegExp>>> = {
  unit: /^(kubelet|containerd) /,
  stopped: /^(\d+) (\d+) /,
  command: /^(\d+) (\d+) /,
  frozen: /^(\/sys\/fs\/cgroup\/.+)$/s,
  file: /^(\/(?:run|dev\/shm)\/seatrial-[^/]+)$/,
  rule: /^(\d+) (ip6?tables) ([a-z]+) (-A .+)$/s,
};

/**
 * The arguments of the repairing script for one leftover: its kind, the number of fields, and each field. None when the
 * script has no way for it.
 */
export function repairRecord({kind, what}: Pick<Leftover, 'kind' | 'what'>): readonly string[] {
  const found = shapes[kind]?.exec(what);
  const fields = found?.slice(1) ?? [];
  return fields.length === 0 ? [] : [kind, String(fields.length), ...fields];
}
