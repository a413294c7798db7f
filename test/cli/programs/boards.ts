import {readFileSync} from 'node:fs';
import {createInterface} from 'node:readline';
import {messageOf} from '../../../src/system/errors.ts';
import {perform} from '../../../src/progress/work.ts';
import {runSignal} from '../../../src/cli/run-signal.ts';
import {watching} from '../../../src/cli/screen.ts';

/**
 * Draws a trial's phases as the command line does, each going on when a line is typed: `note …` and `milestone …` are
 * shown, `throw` fails the phase, `hold` blocks everything until the file after it has a line, with that line as the
 * title of the window as its sign, anything else ends it. Then what was begun is taken back in the same way.
 */
const lines = createInterface({input: process.stdin})[Symbol.asyncIterator]();
const screen = watching(process.stderr, process.env, (error) => process.stdout.write(`broken: ${messageOf(error)}\n`));
const {signal} = runSignal({tell: (text) => screen.tell(text), endNow: () => process.exit(130)});
const titles = [
  'Look at the machine',
  'Create the cluster',
  'Deploy shop',
  'Sea trial: load through the stages',
  'Collect the evidence',
];

const works = (prefix: string) =>
  titles.map((title, index) => ({
    title: `${prefix}${title}`,
    expectedMs: index * 1000,
    async run({note, milestone}: {readonly note: (text: string) => void; readonly milestone: (text: string) => void}) {
      for (;;) {
        if (signal.aborted) throw signal.reason;
        const {value = '', done} = (await lines.next()) as {readonly value?: string; readonly done?: boolean};
        if (done === true) return;
        if (value.startsWith('hold ')) {
          // A terminal is written to at once: nothing is on its way when the sign arrives.
          process.stderr.write(`\u{1b}]2;${value}\u{7}`);
          readFileSync(value.slice(5));
          continue;
        }
        if (value === 'throw') throw new Error('broke');
        if (value.startsWith('note ')) note(value.slice(5));
        else if (value.startsWith('milestone ')) milestone(value.slice(10));
        else return;
      }
    },
  }));

const error = await perform(works(''), screen.present).catch((problem: unknown) => problem);
process.stdout.write(
  error === undefined ? '✔ PASS: memory stays inside its limits\n' : `The run ended: ${messageOf(error)}\n`,
);
await perform(works('Take back: '), screen.present, 'takes back').catch(() => undefined);
process.exit(error === undefined ? 0 : 3);
