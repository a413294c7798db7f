import type {Trial} from '../../judge/trial.ts';
import {moment, windowText} from '../text/format.ts';
import type {Lane, LaneState} from '../parts/lanes.ts';
import {type TimeRange, zeroOf} from '../parts/time-range.ts';
import {markup, type Markup} from './markup.ts';

const words = {
  starting: 'not ready yet, or no longer',
  ready: 'ready',
  ending: 'ending',
  'not-ready': 'node NotReady',
  cordoned: 'node cordoned',
} as const satisfies Readonly<Record<LaneState, string>>;

/** A bar for each node and pod: when the API called it ready, with the faults shaded across all of them. */
export function laneSection(trial: Trial, all: readonly Lane[], range: TimeRange | undefined): Markup | undefined {
  if (all.length === 0 || range === undefined) return undefined;
  const zeroMs = zeroOf(trial);
  const whole = range.toMs - range.fromMs;
  const percent = (ms: number): string => ((100 * Math.min(whole, Math.max(0, ms - range.fromMs))) / whole).toFixed(2);
  const span = (name: string, [from, to]: readonly [number, number], title: string): Markup =>
    markup`<span class="${name}" style="left:${percent(from)}%;width:max(2px,${(Number(percent(to)) - Number(percent(from))).toFixed(2)}%)" title="${title}"></span>`;
  const faults = trial.faults.map(({step, windowMs}) =>
    span('lane-fault', windowMs, `${step}: ${windowText(windowMs, zeroMs)}`),
  );
  const row = ({kind, name, on, segments}: Lane): Markup => {
    const said = segments
      .map(({state, fromMs, toMs}) => `${words[state]} ${moment(fromMs, zeroMs)} to ${moment(toMs, zeroMs)}`)
      .join(', ');
    return markup`<tr><th>${kind === 'Node' ? markup`<b>${name}</b>` : name}${on === '' ? undefined : markup` <span class="muted">${on}</span>`}</th><td class="lane" role="img" aria-label="${said}">${faults}${segments.map(
      ({state, fromMs, toMs}) =>
        span(`lane-${state}`, [fromMs, toMs], `${words[state]}: ${windowText([fromMs, toMs], zeroMs)}`),
    )}</td></tr>`;
  };
  const used = new Set(all.flatMap(({segments}) => segments.map(({state}) => state)));
  const keys = (Object.keys(words) as LaneState[]).filter((state) => used.has(state));
  return markup`<section id="lanes"><h2>Nodes and pods</h2><div class="scroll"><table class="lanes"><caption>As the API saw them, ${moment(range.fromMs, zeroMs)} to ${moment(range.toMs, zeroMs)}; Ready is not yet recovered: requests tell</caption><tbody>
${all.map(row)}</tbody></table>
<p class="muted lane-keys">${keys.map((state) => markup`<span><i class="lane-${state}"></i> ${words[state]}</span> `)}${faults.length === 0 ? undefined : markup`<span><i class="lane-fault"></i> fault</span>`}</p></div></section>`;
}
