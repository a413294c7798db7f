import type {Reading} from '../../offline/reading.ts';
import {columns} from '../../text/columns.ts';
import {about} from '../../text/duration.ts';
import {printable} from '../../text/printable.ts';
import {percent, several} from '../../text/units.ts';

const looks = {good: '✔', bad: '✘', advice: '-'} as const;
const mostGood = 5;

/** What can be said of a subject without a cluster, for a terminal. */
export function offlineText(reading: Reading): string {
  const {subject, objects, entries, workload, checkedAgainst, adaptations, beyond, linted, scenarios} = reading;
  const kinds = Object.entries(objects).map(([kind, number]) => `${number} ${kind}`);
  const bad = linted.filter(({says}) => says === 'bad');
  const advice = linted.filter(({says}) => says === 'advice');
  const good = linted.filter(({says}) => says === 'good');
  const line = ({says, sentence, place}: Reading['linted'][number]): string =>
    `${looks[says]} ${sentence}${place === undefined ? '' : ` (${place})`}`;
  const blocks = [
    [
      `${subject}: ${kinds.join(', ')}`,
      [
        checkedAgainst === undefined
          ? 'Fields not checked: the first cluster on this machine tells which there are'
          : `All fields are such as Kubernetes ${checkedAgainst} has`,
        ...entries.map(
          (entry) =>
            `${entry.share === 1 ? 'The load' : `${percent(entry.share)} of the load`} would enter by Service/${entry.service}, port ${entry.port}, to ${entry.workload} with ${several(entry.replicas, 'replica')}`,
        ),
        ...(entries.length === 0
          ? [`Nobody sends requests: faults would be aimed at ${workload}, and what needs a load is not exercised`]
          : []),
      ],
    ],
    ['Adapted to the cluster:', columns(adaptations.map(adaptationText))],
    [
      'Asks for more than a stranger gets (--trust-subject):',
      beyond.map(
        ({file, line: at, column, of, path, asks}) =>
          `${file}:${at}:${column}: ${of.kind} ${of.name}: ${path}: ${asks}`,
      ),
    ],
    [
      'Linted, not proved:',
      [
        ...bad.map(line),
        ...advice.map(line),
        ...good.slice(0, mostGood).map(line),
        ...(good.length > mostGood ? [`✔ and ${good.length - mostGood} more`] : []),
      ],
    ],
    [
      'What a trial would do:',
      columns(
        scenarios.map(({scenario, lastsMs, steps, left}) => [
          scenario,
          about(lastsMs),
          [
            ...(steps.length === 0 ? [] : [`${several(steps.length, 'step')}: ${shortened(steps)}`]),
            ...left.map(({step, why, applies}) => `${applies ? 'not exercised' : 'not applicable'}: ${step}: ${why}`),
            ...(steps.length + left.length === 0 ? [entries.length === 0 ? 'time alone' : 'load alone'] : []),
          ].join('; '),
        ]),
      ),
    ],
  ] as const;
  return blocks
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `${printable(title)}\n${lines.map((text) => `  ${printable(text)}`).join('\n')}`)
    .join('\n\n');
}

/** No colon after a name: one such as `jwt-test` would make a secret of the word behind it. */
function adaptationText({what, of, from, to}: Reading['adaptations'][number]): readonly string[] {
  const value = (it: unknown): string => printable(JSON.stringify(it ?? null).slice(0, 80));
  const values = from === undefined && to === undefined ? '' : ` (${value(from)} → ${value(to)})`;
  return [of === undefined ? '' : `${of.kind} ${of.name}`, `${what}${values}`];
}

function shortened(names: readonly string[]): string {
  return names.length > 4 ? `${names.slice(0, 3).join(', ')} … ${names.at(-1)}` : names.join(', ');
}
