import {randomBytes} from 'node:crypto';
import {kernelLine, type OomKill, oomKillIn} from '../history/records/oom-kills.ts';
import type {Observer, ObserverContext} from './observer.ts';
import {keepReading} from './reader.ts';

/** Longest wait for our own line in the log, ms. */
const ownLineMs = 10_000;

/**
 * Follows the kernel's log from the control-plane node (the nodes of kind share one kernel) and appends as they are the
 * OOM records of tasks that ran in one of the nodes; those of the machine's other tasks are counted, and told at the
 * end. A line of our own, written to the log first, marks where the trial begins and shows that the log can be read; a
 * last one shows that the reader lived to the end. Without them the stretch is a gap of `kernel`.
 */
export const kernelLog: Observer = async (context) => {
  const {cluster, append} = context;
  const node = cluster.nodes.find(({role}) => role === 'control-plane')?.name ?? cluster.nodes[0]?.name ?? '';
  const id = randomBytes(6).toString('hex');
  const ownLines = new Map<string, () => void>();
  // A reader that is started again reads the whole log again.
  const known = new Set<string>();
  let isPast = true;
  let others = 0;
  const looks = await cluster.power.look(cluster.nodes.map(({name}) => name));
  const isOurs = ({cgroup}: OomKill): boolean => looks.some(({id: container}) => cgroup.includes(container));
  const onLine = (line: string): void => {
    const {time, text} = stamped(line);
    // A line without a time continues another: a process wrote a line break into its name.
    if (time === undefined) return;
    if (text.startsWith('seatrial: ')) {
      if (text.includes(id)) isPast = false;
      ownLines.get(text)?.();
      return;
    }
    const kill = oomKillIn(text);
    if (isPast || kill === undefined || known.has(line)) return;
    known.add(line);
    if (isOurs(kill)) append(kernelLine(line), time);
    else others += 1;
  };
  const reader = keepReading(
    {node, tag: `kernel-log-${id}`, script: 'exec dmesg --follow', channel: 'kernel', onLine},
    context,
  );
  await seen('begins', context);
  return {
    async [Symbol.asyncDispose]() {
      await seen('ends', context);
      await reader[Symbol.asyncDispose]();
      if (others > 0) append(kernelLine(`${others} more, of tasks that are not of this trial's nodes`));
    },
  };

  async function seen(what: 'begins' | 'ends', {clock, epochMs}: ObserverContext): Promise<void> {
    const text = `seatrial: trial ${id} ${what}`;
    const fromMs = clock.nowMs() - epochMs;
    const arrived = Promise.withResolvers<boolean>();
    ownLines.set(text, () => arrived.resolve(true));
    const timer = new AbortController();
    const late = clock.sleep(ownLineMs, timer.signal).then(
      () => false,
      () => false,
    );
    await cluster.shell.script(node, 'echo "$1" > /dev/kmsg', [text], {timeoutMs: ownLineMs, allowFailure: true});
    const isSeen = await Promise.race([arrived.promise, late]);
    timer.abort();
    if (!isSeen) append({kind: 'gap', channel: 'kernel', of: {kind: 'Node', name: node}, fromMs});
  }
};

/** Splits `[  123.456789] text` into the kernel's seconds since boot and the text. */
function stamped(line: string): {readonly time: string | undefined; readonly text: string} {
  const [, time, text] = /^\[\s*(\d+\.\d+)\]\s?(.*)$/.exec(line) ?? [];
  return {time, text: text ?? line};
}
