import {randomBytes} from 'node:crypto';
import {hostSecond} from '../history/records/host-seconds.ts';
import {cpuShares, leastInFlight, parseHost, stalledDisks, type HostReading} from './host-reading.ts';
import {hostScript} from './host-script.ts';
import type {Observer} from './observer.ts';
import {busiestProcesses} from './processes.ts';
import {keepReading} from './reader.ts';

const silentMs = 3000;
/** Who used the CPU is asked rarely: the answer costs more than the question is worth each second. */
const processesEvery = 5;

/**
 * The machine itself, once a second; every fifth time with the processes that used most CPU since the last one, those of
 * the nodes by name (Linux only; elsewhere the nodes run in another machine).
 */
export const host: Observer = async (context) => {
  const node =
    context.cluster.nodes.find(({role}) => role === 'control-plane')?.name ?? context.cluster.nodes[0]?.name ?? '';
  const looks = await context.cluster.power.look(context.cluster.nodes.map(({name}) => name));
  const processes = busiestProcesses(looks.map(({id}) => id));
  let before: HostReading | undefined;
  let idle: ReadonlyMap<string, number> = new Map();
  let seconds = 0;
  const onLine = (line: string): void => {
    const reading = parseHost(line);
    const top = seconds++ % processesEvery === 0 ? processes(context.clock.nowMs()) : [];
    if (before !== undefined) {
      const {psiSome10, load1} = reading;
      const shares = cpuShares(before, reading);
      const stalled = stalledDisks(before, reading, idle);
      context.append(
        hostSecond({
          ...shares,
          psiSome10,
          load1,
          ...(stalled.length === 0 ? {} : {stalled}),
          ...(top.length === 0 ? {} : {top}),
        }),
      );
    }
    before = reading;
    idle = leastInFlight(idle, reading);
  };
  return keepReading(
    {node, tag: `host-${randomBytes(6).toString('hex')}`, script: hostScript, channel: 'host', silentMs, onLine},
    context,
  );
};
