import type {HistoryEvent} from '../../history/events.ts';
import type {History} from '../../history/history.ts';
import type {Finding} from '../../judge/finding.ts';
import type {Trial} from '../../judge/trial.ts';
import {eventText} from '../parts/event-text.ts';
import {count, counted, duration, intervalText, moment, refText, verdictLook, windowText} from '../text/format.ts';
import {groups, placeOf, reasonsOf} from '../parts/grouping.ts';
import {markup, type Markup} from './markup.ts';

/** The findings that make the verdict: failed and inconclusive ones opened, passed ones folded to one line each. */
export function findings(trial: Trial, history: History): Markup {
  const {fail, inconclusive, pass} = groups(trial);
  const opened = [...fail, ...inconclusive];
  return markup`<section id="findings"><h2>Findings</h2>
${opened.length + pass.length === 0 ? markup`<p class="empty">No check came to a finding. A trial without findings never passes.</p>` : undefined}
${opened.map((finding) => card(finding, history, true))}${pass.map((finding) => card(finding, history, false))}
</section>`;
}

/** The findings beside the verdict: the checks of the trial itself, waived ones, and what is only reported. */
export function beside(trial: Trial, history: History): Markup | undefined {
  const {beside: uncounted} = groups(trial);
  if (uncounted.length === 0) return undefined;
  return markup`<section id="beside"><h2>Beside the verdict</h2>
<p class="muted">Checks of the trial itself act on the verdict only through the findings above that need them.</p>
${uncounted.map((finding) => card(finding, history, false))}</section>`;
}

function card(finding: Finding, history: History, open: boolean): Markup {
  const {word, icon} = verdictLook[finding.verdict];
  const reasons = reasonsOf(finding);
  const summary = markup`<summary><span class="badge ${finding.verdict}"><span aria-hidden="true">${icon}</span> ${word}</span>
  <span class="check">${finding.check}</span>${finding.of === undefined ? undefined : markup`<span class="of">${refText(finding.of)}</span>`}
  ${reasons === '' ? undefined : markup`<span class="reason">${reasons}</span>`}
  <span class="sentence">${finding.sentence}</span></summary>`;
  return markup`<details class="finding ${finding.verdict}"${open ? markup` open` : undefined}>${summary}<div class="finding-body">
  ${details(finding)}
  <div class="compare"><div><h4>Expected</h4><p>${finding.expected}</p></div><div><h4>Observed</h4><p>${finding.observed}</p></div></div>
  ${forecast(finding)}
  ${fix(finding)}
  <dl class="facts">
    ${finding.origin === undefined ? undefined : markup`<div><dt>Bound from</dt><dd>${finding.origin}</dd></div>`}
    ${finding.margin === undefined ? undefined : markup`<div><dt>Distance to the bound</dt><dd>${count(finding.margin.value)} ${finding.margin.unit}</dd></div>`}
    <div><dt>Window</dt><dd>${windowText(finding.windowMs)}</dd></div>
  </dl>
  ${evidence(finding.evidence, history)}
</div></details>`;
}

function details({details: lines = []}: Finding): Markup | undefined {
  return lines.length === 0
    ? undefined
    : markup`<ul class="details">${lines.map((line) => markup`<li>${line}</li>`)}</ul>`;
}

function forecast({predictedMs, measuredMs}: Finding): Markup | undefined {
  if (predictedMs === undefined && measuredMs === undefined) return undefined;
  const ends = [...(predictedMs ?? []), measuredMs ?? 0].filter((value) => Number.isFinite(value));
  const scale = Math.max(1, ...ends) * 1.1;
  const percent = (value: number): number => Math.max(0, Math.min(100, (100 * value) / scale));
  const band =
    predictedMs === undefined
      ? undefined
      : markup`<span class="band" style="left:${percent(predictedMs[0])}%;width:${Math.max(0.6, percent(predictedMs[1]) - percent(predictedMs[0]))}%"></span>`;
  const mark =
    measuredMs === undefined ? undefined : markup`<span class="mark" style="left:${percent(measuredMs)}%"></span>`;
  return markup`<div class="forecast"><div class="track" aria-hidden="true">${band}${mark}</div>
  <p><span class="key band-key"></span> Predicted ${predictedMs === undefined ? 'nothing' : intervalText(predictedMs)} <span class="key mark-key"></span> Measured ${measuredMs === undefined ? 'nothing' : duration(measuredMs)}</p></div>`;
}

function fix({fix: change}: Finding): Markup | undefined {
  if (change === undefined) return undefined;
  return markup`<div class="fix"><div class="fix-head"><h4>What to change</h4><code class="place">${placeOf(change)}</code>
  <span class="muted">${refText(change.object)} · <code>${change.path}</code></span></div><pre><code>${change.yaml}</code></pre></div>`;
}

const shownEvents = 20;

function evidence(numbers: readonly number[], history: History): Markup | undefined {
  if (numbers.length === 0) return undefined;
  const wanted = new Set(numbers);
  const events = new Map(history.events.filter((event) => wanted.has(event.seq)).map((event) => [event.seq, event]));
  const rest = numbers.slice(shownEvents);
  return markup`<details class="evidence"><summary>Evidence: ${counted(numbers.length, 'event')} of history.jsonl</summary>
  <ol>${numbers.slice(0, shownEvents).map((seq) => entry(seq, events.get(seq)))}</ol>
  ${rest.length === 0 ? undefined : markup`<p class="muted">and ${count(rest.length)} more: ${rest.join(', ')}</p>`}</details>`;
}

function entry(seq: number, event: HistoryEvent | undefined): Markup {
  if (event === undefined) return markup`<li><code>#${seq}</code> is not in the stored history</li>`;
  const {line, detail} = eventText(event);
  const source =
    event.sourceTime === undefined
      ? undefined
      : markup` <span class="muted">(${event.sourceTime} by the source's clock)</span>`;
  return markup`<li><code>#${seq}</code> <span class="when">${moment(event.tMs)}</span> ${line}${source}
  ${detail === undefined ? undefined : markup`<details><summary>data</summary><pre>${detail}</pre></details>`}</li>`;
}
