import {verdictLook} from '../text/format.ts';
import {probedStates, type TruthCell, type TruthTable} from '../parts/truth.ts';
import {markup, type Markup} from './markup.ts';

/** The truth table of the probes: what each had to do in each state, and what it did. */
export function truth(table: TruthTable | undefined): Markup | undefined {
  if (table === undefined) return undefined;
  return markup`<section id="truth"><h2>Do the probes tell the truth?</h2><div class="scroll"><table class="truth">
<caption>Each state was brought about; a dot is a state in which that probe was not exercised</caption>
<thead><tr><th rowspan="2">State</th><th rowspan="2">Liveness must</th><th rowspan="2">Readiness must</th>${table.containers.map((name) => markup`<th colspan="2">${name}</th>`)}</tr>
<tr>${table.containers.map(() => markup`<th>live</th><th>ready</th>`)}</tr></thead><tbody>
${table.rows.map(({state, cells}) => {
  const {title, liveness, readiness} = probedStates[state];
  return markup`<tr><th>${title}</th><td>${liveness}</td><td>${readiness}</td>${cells.map((pair) => markup`${shown(pair.liveness)}${shown(pair.readiness)}`)}</tr>`;
})}</tbody></table></div></section>`;
}

function shown(cell: TruthCell | undefined): Markup {
  if (cell === undefined) return markup`<td class="muted">·</td>`;
  const {icon, word} = verdictLook[cell.verdict];
  return markup`<td class="truth-${cell.verdict}"><span aria-hidden="true">${icon}</span><span class="hidden">${word}</span> ${cell.text}</td>`;
}
