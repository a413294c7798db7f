import {randomBytes} from 'node:crypto';
import {podTrafficRead} from '../history/records/pod-traffic.ts';
import {entryPodsScript} from './entry-pods-script.ts';
import {nodeLoop} from './node-loop.ts';
import type {Observer} from './observer.ts';
import {foreignPods, learnPodNames} from './pod-names.ts';
import {keepReading} from './reader.ts';

const silentMs = 3000;

/**
 * The subject's side of the load: connections accepted, TCP segments and bytes received in the network namespace of
 * each pod of the subject, once a second. Counters are cumulative since the pod began; who reads them picks the entry's
 * pods and takes the kubelet's probes off.
 */
export const entryPods: Observer = async (context) => {
  const {cluster, namespace, append} = context;
  await using opened = new AsyncDisposableStack();
  const names = opened.use(learnPodNames(cluster, namespace));
  const script = nodeLoop(await foreignPods(cluster, namespace), entryPodsScript);
  const tag = `entry-pods-${randomBytes(6).toString('hex')}`;
  const onLine = (line: string, tMs: number): void => {
    const [uid = '', passiveOpens, inSegs, inOctets] = line.split(' ');
    const name = names.pod(uid);
    if (name === undefined) return;
    const counted = {
      passiveOpens: Number(passiveOpens),
      inSegs: Number(inSegs),
      inOctets: Number(inOctets),
      tMs: Math.round(tMs),
    };
    append(podTrafficRead({name, namespace, uid}, counted));
  };
  for (const {name: node} of cluster.nodes) {
    opened.use(keepReading({node, tag, script, channel: 'node', silentMs, onLine}, context));
  }
  return opened.move();
};
