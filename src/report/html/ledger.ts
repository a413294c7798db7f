import type {LedgerFacts} from '../../history/facts.ts';
import type {Trial} from '../../judge/trial.ts';
import {bytes, count, share} from '../text/format.ts';
import {markup, type Markup, type Part} from './markup.ts';
import {duration} from '../../text/duration.ts';

/** The ledger: independent counts of the same requests side by side, so that a reader can check the checker. */
export function ledger(trial: Trial): Markup {
  const facts = trial.facts.ledger;
  return markup`<section id="ledger"><h2>Ledger</h2>
<p class="muted">The scheduler's plan, the rows written, and what arrived on the subject's side are counted apart.</p>
${facts === undefined ? markup`<p class="empty">The run ended before the counts were collected.</p>` : tables(facts)}</section>`;
}

function tables(facts: LedgerFacts): Markup {
  const planned = sum(facts.planned);
  const rows = sum(facts.rows);
  const replicas = sum(facts.perReplica);
  return markup`<div class="grid">
${table(
  'Requests',
  ['Count', ''],
  [
    ['planned', count(planned), ''],
    ...Object.entries(facts.rows).map(([outcome, value]) => [`row: ${outcome}`, count(value), share(value, rows)]),
    ['rows in all', count(rows), rows === planned ? '✔ agrees' : `✘ ${count(rows - planned)} against the plan`],
  ],
)}
${table(
  'Arrived at the subject',
  ['Planned', 'Connections', 'Received'],
  [...new Set([...Object.keys(facts.planned), ...Object.keys(facts.received)])].map((stage) => {
    const received = facts.received[stage];
    return [
      stage,
      count(facts.planned[stage] ?? 0),
      received === undefined ? '–' : count(received.connections),
      received === undefined ? '–' : bytes(received.bytesIn),
    ];
  }),
)}
${table(
  'Per replica',
  ['Count', 'Share'],
  Object.entries(facts.perReplica).map(([pod, value]) => [pod, count(value), share(value, replicas)]),
)}
${table(
  'Load engine',
  [],
  [
    ['CPU', `${share(facts.engine.cpuShare, 1)} of one core`],
    ['send lag p99', duration(facts.engine.lagP99Ms)],
    ['send lag, longest', duration(facts.engine.lagMaxMs)],
    ['new connections', count(facts.engine.newConnections)],
  ],
)}</div>`;
}

function table(caption: string, heads: readonly string[], rows: readonly (readonly Part[])[]): Markup {
  return markup`<div class="scroll"><table><caption>${caption}</caption>${heads.length === 0 ? undefined : markup`<thead><tr><th></th>${heads.map((head) => markup`<th class="n">${head}</th>`)}</tr></thead>`}<tbody>
${rows.map(([name, ...cells]) => markup`<tr><th>${name}</th>${cells.map((cell) => markup`<td class="n">${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, value) => total + value, 0);
}
