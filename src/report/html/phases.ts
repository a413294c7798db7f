import type {Trial} from '../../judge/trial.ts';
import {moment, share} from '../text/format.ts';
import {zeroOf} from '../parts/time-range.ts';
import {markup, type Markup} from './markup.ts';
import {duration} from '../../text/duration.ts';

/** Where the time of the run went: one bar per phase. */
export function phases(trial: Trial): Markup | undefined {
  const first = Math.min(...trial.phases.map((phase) => phase.windowMs[0]));
  const last = Math.max(...trial.phases.map((phase) => phase.windowMs[1]));
  const whole = Math.max(1, last - first);
  if (trial.phases.length === 0) return undefined;
  return markup`<section id="phases"><h2>Phases</h2><div class="scroll"><table class="phases"><caption>${duration(whole)} from the first phase to the last</caption><tbody>
${trial.phases.map(({name, windowMs: [from, to]}) => {
  const left = (100 * (from - first)) / whole;
  const width = Math.max(0.3, (100 * (to - from)) / whole);
  return markup`<tr><th>${name}</th><td class="n">${moment(from, zeroOf(trial))}</td><td class="n">${duration(to - from)}</td><td class="n">${share(to - from, whole)}</td><td class="bar" aria-hidden="true"><span style="left:${left}%;width:${width}%"></span></td></tr>`;
})}</tbody></table></div></section>`;
}
