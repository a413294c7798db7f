import {randomBytes} from 'node:crypto';
import {cpuSecond} from '../history/records/cpu-seconds.ts';
import {cgroupsScript} from './cgroups-script.ts';
import {CpuMeter} from './cpu-meter.ts';
import {nodeLoop} from './node-loop.ts';
import type {Observer} from './observer.ts';
import {foreignPods, learnPodNames} from './pod-names.ts';
import {keepReading} from './reader.ts';
import {sampleLine} from './sample-line.ts';

/** Silence of a node's reader that is a gap, ms; it speaks once a second. */
const silentMs = 3000;
/** Samples of a container that the API has not named yet are kept so long, ms. */
const namelessMs = 30_000;

/**
 * Memory and CPU of every container of the subject's namespace from its cgroup, once a second, as rows of samples.csv,
 * and what CPU all of them used on each node; one reader per node.
 */
export const cgroups: Observer = async (context) => {
  const {cluster, namespace, sample, append} = context;
  let nameless: {readonly line: string; readonly node: string; readonly tMs: number}[] = [];
  const write = (line: string, node: string, tMs: number): boolean => {
    const name = names.container(line.slice(0, line.indexOf(' ')));
    if (name !== undefined) sample(sampleLine(line, node, name, tMs));
    return name !== undefined;
  };
  const names = learnPodNames(cluster, namespace, () => {
    nameless = nameless.filter(({line, node, tMs}) => !write(line, node, tMs));
  });
  await using opened = new AsyncDisposableStack();
  opened.use(names);
  const script = nodeLoop(await foreignPods(cluster, namespace), cgroupsScript);
  const tag = `cgroups-${randomBytes(6).toString('hex')}`;
  for (const {name: node} of cluster.nodes) {
    const cpu = new CpuMeter();
    const onLine = (line: string, tMs: number): void => {
      if (line === '.') {
        nameless = nameless.filter((row) => tMs - row.tMs < namelessMs);
        const usedUs = cpu.take();
        if (usedUs !== undefined) append(cpuSecond({node, usedUs}));
        return;
      }
      cpu.read(line);
      if (!write(line, node, tMs)) nameless.push({line, node, tMs});
    };
    opened.use(keepReading({node, tag, script, channel: 'node', silentMs, onLine}, context));
  }
  return opened.move();
};
