import {styleText} from 'node:util';
import type {Finding, Verdict} from '../judge/finding.ts';
import type {Trial} from '../judge/trial.ts';
import {count, intervalText, refText, verdictLook} from './text/format.ts';
import {fixPlace, groups, passedByItem, type Passed, titleOf, verdictLine} from './parts/grouping.ts';
import {type Kind, type KindFix, kindsOf} from './parts/kinds.ts';
import {whySentence} from './parts/why.ts';
import {printable} from '../text/printable.ts';
import {wrapped} from './text/terminal-text.ts';
import {duration} from '../text/duration.ts';

/** How wide the terminal is, in columns, and whether it shows colours. */
export interface Terminal {
  readonly color: boolean;
  readonly width: number;
}

/**
 * The verdict for a terminal: the headline and why, what failed and what to change, then what passed, a line for each item
 * of the checklist.
 */
export function verdictText(trial: Trial, terminal: Terminal): string {
  const {fail, inconclusive, pass, beside: uncounted} = groups(trial);
  const paint = painter(terminal);
  const weighed = fail.length + inconclusive.length + pass.length;
  const blocks = [
    [
      paint(trial.verdict, `${verdictLook[trial.verdict].icon} ${printable(verdictLine(trial))}`),
      ...wrapped(trial.question, terminal.width, '  '),
      ...wrapped(whySentence(trial), terminal.width, '  '),
      ...wrapped(
        `${titleOf(trial)} on ${trial.subject}: ${count(pass.length)} of ${count(weighed)} checks passed, ${count(fail.length)} failed, ${count(inconclusive.length)} inconclusive`,
        terminal.width,
        '  ',
      ),
      ...ended(trial, terminal),
    ],
    ...kindsOf(trial, [...fail, ...inconclusive]).map((kind) => opened(trial, kind, terminal)),
    passedByItem(trial).flatMap((item) => passedLine(item, terminal)),
    beside(trial, uncounted, terminal),
    bullets('Not exercised:', trial.notExercised, terminal),
    bullets('Not applicable:', trial.notApplicable, terminal),
    bullets(
      'Waived:',
      trial.waived.map(
        ({check, reason, until, expired}) => `${check}: ${reason}, until ${until}${expired ? ' (expired)' : ''}`,
      ),
      terminal,
    ),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
}

/** What does not count: a sentence for each kind that did not pass, one line for all that did. */
function beside(trial: Trial, findings: readonly Finding[], terminal: Terminal): readonly string[] {
  const passed = [...new Set(findings.filter(({verdict}) => verdict === 'pass').map(({check}) => check))];
  const lines = [
    ...kindsOf(
      trial,
      findings.filter(({verdict}) => verdict !== 'pass'),
    ).flatMap((kind) => besideLines(kind, terminal)),
    ...(passed.length === 0 ? [] : wrapped(`${verdictLook.pass.icon} ${passed.join(', ')}`, terminal.width, '')),
  ];
  return lines.length === 0 ? [] : [painter(terminal)('dim', 'Beside the verdict:'), ...lines];
}

type Paint = (style: Verdict | 'bold' | 'dim' | 'place', text: string) => string;

function painter({color}: Terminal): Paint {
  const styles = {
    pass: ['green', 'bold'],
    fail: ['red', 'bold'],
    inconclusive: ['yellow', 'bold'],
    bold: ['bold'],
    dim: ['dim'],
    place: ['cyan'],
  } as const;
  return (style, text) => (color ? styleText([...styles[style]], text, {validateStream: false}) : text);
}

function ended(trial: Trial, {width}: Terminal): readonly string[] {
  if (trial.status === 'completed') return [];
  return wrapped(`The run was ${trial.status}${trial.error === undefined ? '.' : `: ${trial.error}`}`, width, '  ');
}

function opened(trial: Trial, kind: Kind, terminal: Terminal): readonly string[] {
  const {check, verdict, reasons, findings, sentence, lines, fixes} = kind;
  const {icon, word} = verdictLook[verdict];
  const paint = painter(terminal);
  const field = (name: string, text: string): readonly string[] => {
    const [first = '', ...rest] = wrapped(text, terminal.width, ' '.repeat(14));
    return [`    ${paint('dim', name.padEnd(10))}${first.slice(14)}`, ...rest];
  };
  const [{expected, origin} = {expected: ''}] = findings;
  const only = findings.length === 1 ? findings[0] : undefined;
  const {of, observed, predictedMs, measuredMs} = only ?? {};
  const about = of === undefined ? '' : paint('dim', `  ${printable(refText(of))}`);
  return [
    `${paint(verdict, `${icon} ${word}`)} ${paint('bold', printable(check))}${reasons === '' ? '' : ` (${reasons})`}${about}`,
    ...wrapped(sentence, terminal.width, '    '),
    ...lines.flatMap((text) => listed(text, terminal, '    ')),
    ...field('expected', `${expected}${origin === undefined ? '' : ` (bound from: ${origin})`}`),
    ...(observed === undefined ? [] : field('observed', observed)),
    ...(predictedMs === undefined ? [] : field('predicted', intervalText(predictedMs))),
    ...(measuredMs === undefined ? [] : field('measured', duration(measuredMs))),
    ...fixes.flatMap((fix) => change(trial, fix, paint)),
  ];
}

function change(trial: Trial, {fix, yaml, whose}: KindFix, paint: Paint): readonly string[] {
  const about = whose === undefined ? [printable(`${refText(fix.object)}, ${fix.path}`)] : [];
  return [
    `    ${paint('dim', 'change    ')}${paint('place', printable(whose ?? fixPlace(trial, fix)))}`,
    ...about.map((text) => `              ${paint('dim', text)}`),
    ...yaml.split('\n').map((text) => `              ${paint('dim', '│')} ${printable(text)}`),
  ];
}

/** `✔ resources: no-oom-kill, throttling`. */
function passedLine({title, findings}: Passed, terminal: Terminal): readonly string[] {
  const names = [...new Set(findings.map(({check}) => check))].join(', ');
  const [first = '', ...rest] = wrapped(`${title}: ${names}`, terminal.width, '  ');
  return [`${painter(terminal)('pass', verdictLook.pass.icon)} ${first.slice(2)}`, ...rest];
}

/** Its sentence, and the objects where it is told of several; what was said at other times stands in the report. */
function besideLines(
  {verdict, check, reasons, sentence, findings, lines}: Kind,
  terminal: Terminal,
): readonly string[] {
  const text = `${check}${reasons === '' ? '' : ` (${reasons})`}: ${sentence}`;
  const [first = '', ...rest] = wrapped(text, terminal.width, '  ');
  const [{several, of} = {}] = findings;
  const objects = findings.length > 1 && several !== undefined && of !== undefined ? lines : [];
  return [
    `${painter(terminal)(verdict, verdictLook[verdict].icon)} ${first.slice(2)}`,
    ...rest,
    ...objects.flatMap((object) => listed(object, terminal, '  ')),
  ];
}

function bullets(title: string, texts: readonly string[], terminal: Terminal): readonly string[] {
  if (texts.length === 0) return [];
  return [painter(terminal)('dim', title), ...texts.flatMap((text) => listed(text, terminal, ''))];
}

/** One entry of a list. */
function listed(text: string, {width}: Terminal, indent: string): readonly string[] {
  const [first = '', ...rest] = wrapped(text, width, `${indent}  `);
  return [`${indent}- ${first.slice(indent.length + 2)}`, ...rest];
}
