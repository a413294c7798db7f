import {inputsKey} from '../../src/setup/sources/inputs.ts';

/** The code that runs on nodes and depends on the version of control groups, and the cluster on which it is tried. */
const files = [
  'src/cluster/capabilities.ts',
  'src/cluster/own-traces.ts',
  'src/fault/cgroup-script.ts',
  'src/fault/container/memory-exhaustion-scripts.ts',
  'src/fault/node/node-scripts.ts',
  'src/fault/pod/pod-processes.ts',
  'src/fault/container/process-scripts.ts',
  'src/residue/node-scripts.ts',
  'src/observe/cgroups-script.ts',
  'src/observe/node-loop.ts',
  'test/cgroup-v2/cgroup-v2.test.ts',
  'test/cgroup-v2/guest/Dockerfile',
  'test/cgroup-v2/guest/agent.sh',
  'test/cgroup-v2/guest/boot.sh',
] as const;

/** Its key: with another one nothing is verified. */
export async function cgroupV2Inputs(): Promise<string> {
  return inputsKey('.', files);
}
