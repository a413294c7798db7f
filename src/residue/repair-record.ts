import type {Oddity, OddityKind} from './leftover.ts';

/** How what an audit saw becomes the fields by which it is taken back; the last field is whatever follows. */
const shapes: Readonly<Partial<Record<OddityKind, RegExp>>> = {
  unit: /^(kubelet|containerd) /,
  stopped: /^(\d+) (\d+) /,
  command: /^(\d+) (\d+) /,
  frozen: /^(\/sys\/fs\/cgroup\/.+)$/s,
  file: /^(\/(?:run|dev\/shm)\/seatrial-[^/]+)$/,
  rule: /^(\d+) (ip6?tables) ([a-z]+) (-A .+)$/s,
};

/**
 * The arguments of the mending script for one oddity: its kind, the number of fields, and each field. None when the
 * script has no way for it.
 */
export function mendRecord({kind, what}: Pick<Oddity, 'kind' | 'what'>): readonly string[] {
  const found = shapes[kind]?.exec(what);
  const fields = found?.slice(1) ?? [];
  return fields.length === 0 ? [] : [kind, String(fields.length), ...fields];
}
