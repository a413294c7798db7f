import {readMachine} from '../../cluster/clusters.ts';
import type {MachineFacts} from '../../history/facts.ts';
import type {Json} from '../../kubernetes/kube-object.ts';
import type {TrialContext} from '../context.ts';
import type {Phase} from './phase.ts';

/** What five nodes, the subject and the load need of a machine, bytes. */
const leastMemoryBytes = 6 * 2 ** 30;

/** Looks at the machine before anything is made. */
export function preflightPhase({effects}: TrialContext): Phase<[], MachineFacts> {
  return {
    name: 'preflight',
    title: 'Look at the machine',
    expectedMs: 500,
    async run({note}) {
      const {cores, memoryBytes, cgroupVersion, kernel} = await readMachine(effects.exec);
      note(`${cores} cores, ${(memoryBytes / 2 ** 30).toFixed(0)} GiB, cgroup v${cgroupVersion}, kernel ${kernel}`);
      const missing = memoryBytes < leastMemoryBytes ? ['memory for five nodes (6 GiB)'] : [];
      return {cores, memoryBytes, cgroupVersion, kernel, capabilities: {}, missing};
    },
    facts: (machine) => machine as unknown as Json,
  };
}
