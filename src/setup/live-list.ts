import type {WriteStream} from 'node:tty';
import {Listr, ListrLogger, ProcessOutput, type DefaultRenderer, type ListrTask, type ListrTaskWrapper, type SimpleRenderer} from 'listr2';
import type {Clock} from '../system/clock.ts';
import type {Part, Way} from './part.ts';
import type {Progress} from './progress.ts';
import {duration} from './times.ts';

type Task = ListrTaskWrapper<object, typeof DefaultRenderer, typeof SimpleRenderer>;

/** One line for each part; those at work show what they do, how long they have been at it, and how long it takes. */
export function liveList(parts: readonly Part[], screen: WriteStream, clock: Clock): Progress {
  const lines = new Map(parts.map((part) => [part.name, lineOf(part)]));
  const tasks: ListrTask<object, typeof DefaultRenderer, typeof SimpleRenderer>[] = parts.map((part) => ({
    title: part.title,
    task: async (_context, task) => lines.get(part.name)?.show(task, clock),
  }));
  const logger = new ListrLogger({processOutput: new ProcessOutput(screen, screen)});
  const list = new Listr(tasks, {
    concurrent: true,
    exitOnError: false,
    registerSignalListeners: false,
    rendererOptions: {logger, collapseErrors: false},
  });
  const drawn = list.run().catch(() => undefined);
  return {
    begun: () => undefined,
    going: (part, way) => lines.get(part.name)?.going(way),
    doing: (part, doing) => lines.get(part.name)?.doing(doing),
    ended: (part, outcome) => lines.get(part.name)?.settle(`${part.title}: ${outcome.found}`),
    failed: (part) => lines.get(part.name)?.settle(undefined),
    async end() {
      for (const line of lines.values()) line.settle(undefined);
      await drawn;
    },
  };
}

function lineOf(part: Part): {
  going(way: Way): void;
  doing(doing: string): void;
  settle(title: string | undefined): void;
  show(task: Task, clock: Clock): Promise<void>;
} {
  const settled = Promise.withResolvers<string | undefined>();
  let way: {readonly way: Way; begunMs: number} | undefined;
  let doing = '';
  let now = (): number => 0;
  return {
    going(next) {
      way = {way: next, begunMs: now()};
      doing = next.title;
    },
    doing: (next) => void (doing = next),
    settle: (title) => settled.resolve(title),
    async show(task, clock) {
      now = () => clock.nowMs();
      const ticking = setInterval(() => {
        if (way !== undefined)
          task.title = `${part.title}: ${doing} (${duration(clock.nowMs() - way.begunMs)} of about ${duration(way.way.expectedMs)})`;
      }, 500);
      const title = await settled.promise;
      clearInterval(ticking);
      if (title === undefined) task.skip(`${part.title}: not finished`);
      else task.title = title;
    },
  };
}
