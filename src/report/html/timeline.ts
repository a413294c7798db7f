import type {Trial} from '../../judge/trial.ts';
import {count, moment, share, windowText} from '../text/format.ts';
import {zeroOf} from '../parts/time-range.ts';
import type {ChartData} from './charts.ts';
import {markup, type Markup} from './markup.ts';
import {duration} from '../../text/duration.ts';

/** The time line: requests, errors and latency with stages and faults shaded, and the same in two tables. */
export function timeline(trial: Trial, data: ChartData | undefined): Markup {
  const has = (id: string): boolean => data?.charts.some((chart) => chart.id === id) === true;
  const chart = (id: string, title: string, says: string): Markup | undefined =>
    has(id)
      ? markup`<h3>${title}</h3><div class="chart" data-chart="${id}" role="img" aria-label="${says}"></div>`
      : undefined;
  return markup`<section id="timeline"><h2>Time line</h2>
<p class="muted">All times count from the beginning of the first stage.</p>
<div class="card">
${has('requests') ? undefined : markup`<p class="empty">No request was recorded.</p>`}
${chart('requests', 'Requests per second', 'Planned and successful requests per second over time; figures by stage are in the table below')}
${chart('errors', 'Errors per second, by cause', 'Failed requests per second over time, by cause')}
${has('requests') && !has('errors') ? markup`<p class="empty">No request failed in this time.</p>` : undefined}
${chart('latency', 'Latency per second, from the planned send', 'Median and 99th percentile of latency over time; figures by stage are in the table below')}
<noscript><p class="empty">The charts need JavaScript; the tables hold the same figures by stage.</p></noscript>
</div>
${stages(trial)}${steps('Faults', trial.faults, zeroOf(trial))}${steps('Inspections', trial.inspections ?? [], zeroOf(trial))}
</section>`;
}

function stages(trial: Trial): Markup {
  const zeroMs = zeroOf(trial);
  if (trial.stages.length === 0) return markup`<p class="empty">No stage began.</p>`;
  const planned = new Map(trial.facts.plan?.stages.map((stage) => [stage.name, stage]));
  return markup`<div class="scroll"><table><caption>Stages</caption><thead><tr><th>Stage</th><th class="n">Peaks</th><th class="n">Rate</th><th class="n">From</th><th class="n">Lasted</th><th class="n">At most</th><th class="n">Requests</th><th class="n">Failed</th><th class="n">p50</th><th class="n">p99</th></tr></thead><tbody>
${trial.stages.map((stage) => {
  const [from, to] = stage.windowMs;
  const bound = planned.get(stage.name)?.boundMs;
  return markup`<tr><th>${stage.name}</th><td class="n">${count(stage.peaks)}×</td><td class="n">${count(stage.ratePerSecond)}/s</td><td class="n">${moment(from, zeroMs)}</td><td class="n">${duration(to - from)}</td><td class="n">${bound === undefined ? '–' : duration(bound)}</td><td class="n">${count(stage.requests)}</td><td class="n">${count(stage.failed)} (${share(stage.failed, stage.requests)})</td><td class="n">${duration(stage.p50Ms)}</td><td class="n">${duration(stage.p99Ms)}</td></tr>`;
})}</tbody></table></div>`;
}

function steps(caption: string, rows: Trial['faults'], zeroMs: number): Markup | undefined {
  if (rows.length === 0) return undefined;
  return markup`<div class="scroll"><table><caption>${caption}</caption><thead><tr><th>Step</th><th>What</th><th>Window</th><th>Receipt</th></tr></thead><tbody>
${rows.map(
  ({step, what, windowMs, proved}) =>
    markup`<tr><th>${step}</th><td>${what}</td><td>${windowText(windowMs, zeroMs)}</td><td>${proved ? '✔ proved' : '✘ not proved'}</td></tr>`,
)}</tbody></table></div>`;
}
