import {box} from './html/box.ts';
import {chartData} from './html/charts.ts';
import {beside, findings, passed} from './html/findings.ts';
import {hero} from './html/hero.ts';
import {laneSection} from './html/lanes.ts';
import {ledger} from './html/ledger.ts';
import {markup} from './html/markup.ts';
import {memory} from './html/memory.ts';
import {page} from './html/page.ts';
import {phases} from './html/phases.ts';
import {settings} from './html/settings.ts';
import {timeline} from './html/timeline.ts';
import {truth} from './html/truth.ts';
import {verdictLook} from './text/format.ts';
import {titleOf} from './parts/grouping.ts';
import {lanes} from './parts/lanes.ts';
import type {Renderer} from './renderer.ts';
import {takenOut} from './parts/taken-out.ts';
import {timeRange} from './parts/time-range.ts';
import {truthTable} from './parts/truth.ts';

/** `report.html`: the whole trial in one self-contained file that opens offline. */
export const html: Renderer = (trial, history) => {
  const charts = chartData(trial, history);
  const range = timeRange(trial, history);
  const cut = history.cutOff
    ? markup`<p class="notice">The history ends in the middle of a line: the run was cut off while writing, and what came after is lost.</p>`
    : undefined;
  const body = markup`<main>
${hero(trial, charts?.memory ?? [])}
${cut}
${findings(trial, history)}
${timeline(trial, charts?.data)}
${passed(trial, history)}
${truth(truthTable(trial, history))}
${laneSection(trial, range === undefined ? [] : lanes(history, trial.facts.deploy?.namespace, range), range)}
${memory(charts?.memory ?? [])}
${box(trial)}
${beside(trial, history)}
${ledger(trial)}
${phases(trial)}
${settings(trial)}
<footer class="muted">${takenOut(history)} Computed from history.jsonl, requests.csv and samples.csv beside this file; <code>seatrial report</code> writes it again without a cluster. Charts: uPlot, © Leon Sorokin, MIT licence.</footer>
</main>`;
  const title = `${verdictLook[trial.verdict].word}: ${titleOf(trial)} on ${trial.subject}`;
  return new Map([['report.html', page(title, body, charts?.data)]]);
};
