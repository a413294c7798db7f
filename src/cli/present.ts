import {Listr, ListrLogger, ProcessOutput} from 'listr2';
import type {Present} from '../run/phases.ts';

const output = new ProcessOutput(process.stderr, process.stderr);
const logger = new ListrLogger({processOutput: output, useIcons: process.stderr.isTTY});

/** Progress on stderr: a live list on a terminal, plain lines elsewhere. stdout stays free for the verdict. */
export const present: Present = async (items) => {
  if (items.length === 0) return;
  if (!process.stderr.isTTY) return await plainly(items);
  const list = new Listr(
    items.map((item) => ({
      title: item.title,
      task: (_context: unknown, task: {output: string}) => item.run((text) => (task.output = text)),
    })),
    {
      renderer: 'default',
      rendererOptions: {logger, collapseErrors: false, timer: {condition: true, field: (ms: number) => seconds(ms)}},
      registerSignalListeners: false,
    },
  );
  await list.run();
};

/** One line when an item begins, when it ends, and for each new kind of progress; a count-down is not repeated every second. */
async function plainly(items: Parameters<Present>[0]): Promise<void> {
  for (const item of items) {
    const begun = performance.now();
    let last = '';
    print(`▶ ${item.title}`);
    try {
      await item.run((text) => {
        const kind = text.replace(/\d+ s left.*/, '');
        if (kind !== last) print(`  · ${text}`);
        last = kind;
      });
    } catch (error) {
      print(`✖ ${item.title} (${seconds(performance.now() - begun)})`);
      throw error;
    }
    print(`✔ ${item.title} (${seconds(performance.now() - begun)})`);
  }
}

function print(line: string): void {
  process.stderr.write(`${line}\n`);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
