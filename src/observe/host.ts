import {randomBytes} from 'node:crypto';
import {hostSecond} from '../history/records/host-seconds.ts';
import {cpuShares, parseHost, type HostReading} from './host-reading.ts';
import type {Observer} from './observer.ts';
import {busiestProcesses} from './processes.ts';
import {keepReading} from './reader.ts';

/**
 * Prints the machine's CPU times, load and CPU pressure once a second; the nodes of kind see those of the machine that
 * runs them.
 */
const script = `
exec {tick}<> <(:)
while :; do
  read -r cpu < /proc/stat
  read -r load _ < /proc/loadavg
  pressure=
  { read -r pressure < /proc/pressure/cpu; } 2>/dev/null
  printf '%s|%s|%s\\n' "$cpu" "$load" "$pressure" || exit 0
  read -rt 1 -u "$tick"
done
`;
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
  let seconds = 0;
  const onLine = (line: string): void => {
    const reading = parseHost(line);
    const top = seconds++ % processesEvery === 0 ? processes(context.clock.nowMs()) : [];
    if (before !== undefined) {
      const {psiSome10, load1} = reading;
      const shares = cpuShares(before, reading);
      context.append(hostSecond({...shares, psiSome10, load1, ...(top.length === 0 ? {} : {top})}));
    }
    before = reading;
  };
  return keepReading(
    {node, tag: `host-${randomBytes(6).toString('hex')}`, script, channel: 'host', silentMs, onLine},
    context,
  );
};
