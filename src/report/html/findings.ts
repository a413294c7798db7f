import type {HistoryEvent} from '../../history/events.ts';
import type {History} from '../../history/history.ts';
import type {Finding} from '../../judge/finding.ts';
import type {Trial} from '../../judge/trial.ts';
import {eventText} from '../parts/event-text.ts';
import {count, counted, intervalText, moment, refText, verdictLook, windowText} from '../text/format.ts';
import {fixPlace, groups, passedByItem} from '../parts/grouping.ts';
import {type Kind, type KindFix, kindOf, kindsOf} from '../parts/kinds.ts';
import {zeroOf} from '../parts/time-range.ts';
import {markup, type Markup} from './markup.ts';
import {duration} from '../../text/duration.ts';

/** What makes the verdict: findings that failed or were not decided, opened, those of one kind in one card. */
export function findings(trial: Trial, history: History): Markup | undefined {
  const {fail, inconclusive, pass} = groups(trial);
  const opened = kindsOf(trial, [...fail, ...inconclusive]);
  if (opened.length === 0 && pass.length > 0) return undefined;
  return markup`<section id="findings"><h2>What decided the verdict</h2>
${opened.length === 0 ? markup`<p class="empty">No check came to a finding. A trial without findings never passes.</p>` : undefined}
${opened.map((kind) => card(trial, kind, history, true))}
</section>`;
}

/** What passed, folded by item of the checklist. */
export function passed(trial: Trial, history: History): Markup | undefined {
  const items = passedByItem(trial);
  if (items.length === 0) return undefined;
  return markup`<section id="passed"><h2>What passed</h2>
${items.map(
  ({title, question, findings: those}) =>
    markup`<details class="item"><summary><span class="badge pass"><span aria-hidden="true">${verdictLook.pass.icon}</span> ${counted(those.length, 'check')}</span> <span class="check">${title}</span> <span class="sentence">${question}</span></summary>
${those.map((finding) => card(trial, kindOf(trial, [finding]), history, false))}</details>`,
)}</section>`;
}

/** The findings beside the verdict: the checks of the trial itself, waived ones, and what is only reported. */
export function beside(trial: Trial, history: History): Markup | undefined {
  const {beside: uncounted} = groups(trial);
  if (uncounted.length === 0) return undefined;
  return markup`<section id="beside"><h2>Beside the verdict</h2>
<p class="muted">Checks of the trial itself act on the verdict only through the findings above that need them.</p>
${kindsOf(trial, uncounted).map((kind) => card(trial, kind, history, false))}</section>`;
}

function card(trial: Trial, kind: Kind, history: History, open: boolean): Markup {
  const {check, verdict, reasons, findings: all, sentence, lines, fixes} = kind;
  const {word, icon} = verdictLook[verdict];
  const [finding] = all;
  const only = all.length === 1 ? finding : undefined;
  const about = only === undefined ? counted(all.length, 'finding') : only.of === undefined ? '' : refText(only.of);
  const summary = markup`<summary><span class="badge ${verdict}"><span aria-hidden="true">${icon}</span> ${word}</span>
  <span class="check">${check}</span>${about === '' ? undefined : markup`<span class="of">${about}</span>`}
  ${reasons === '' ? undefined : markup`<span class="reason">${reasons}</span>`}
  <span class="sentence">${sentence}</span></summary>`;
  return markup`<details class="finding ${verdict}"${open ? markup` open` : undefined}>${summary}<div class="finding-body">
  ${lines.length === 0 ? undefined : markup`<ul class="details">${lines.map((line) => markup`<li>${line}</li>`)}</ul>`}
  <div class="compare"><div><h4>Expected</h4><p>${finding?.expected}</p></div>${only === undefined ? undefined : markup`<div><h4>Observed</h4><p>${only.observed}</p></div>`}</div>
  ${only === undefined ? undefined : forecast(only)}
  ${fixes.map((change) => fix(trial, change))}
  ${only === undefined ? undefined : facts(trial, only)}
  ${evidence(
    all.flatMap((one) => one.evidence),
    history,
    zeroOf(trial),
  )}
</div></details>`;
}

function facts(trial: Trial, {origin, margin, isStatic, windowMs}: Finding): Markup {
  return markup`<dl class="facts">
    ${origin === undefined ? undefined : markup`<div><dt>Bound from</dt><dd>${origin}</dd></div>`}
    ${margin === undefined || isStatic === true ? undefined : markup`<div><dt>Distance to the bound</dt><dd>${count(margin.value)} ${margin.unit}</dd></div>`}
    ${isStatic === true ? undefined : markup`<div><dt>Window</dt><dd>${windowText(windowMs, zeroOf(trial))}</dd></div>`}
  </dl>`;
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

function fix(trial: Trial, {fix: change, yaml, whose}: KindFix): Markup {
  const where =
    whose === undefined
      ? markup`<code class="place">${fixPlace(trial, change)}</code>
  <span class="muted">${refText(change.object)} · <code>${change.path}</code></span>`
      : markup`<span class="muted">${whose}</span>`;
  return markup`<div class="fix"><div class="fix-head"><h4>What to change</h4>${where}</div><pre><code>${yaml}</code></pre></div>`;
}

const shownEvents = 20;

function evidence(seqs: readonly number[], history: History, zeroMs: number): Markup | undefined {
  if (seqs.length === 0) return undefined;
  const numbers = [...new Set(seqs)];
  const wanted = new Set(numbers);
  const events = new Map(history.events.filter((event) => wanted.has(event.seq)).map((event) => [event.seq, event]));
  const rest = numbers.slice(shownEvents);
  return markup`<details class="evidence"><summary>Evidence: ${counted(numbers.length, 'event')} of history.jsonl</summary>
  <ol>${numbers.slice(0, shownEvents).map((seq) => entry(seq, events.get(seq), zeroMs))}</ol>
  ${rest.length === 0 ? undefined : markup`<p class="muted">and ${count(rest.length)} more: ${rest.join(', ')}</p>`}</details>`;
}

function entry(seq: number, event: HistoryEvent | undefined, zeroMs: number): Markup {
  if (event === undefined) return markup`<li><code>#${seq}</code> is not in the stored history</li>`;
  const {line, detail} = eventText(event);
  const source =
    event.sourceTime === undefined
      ? undefined
      : markup` <span class="muted">(${event.sourceTime} by the source's clock)</span>`;
  return markup`<li><code>#${seq}</code> <span class="when">${moment(event.tMs, zeroMs)}</span> ${line}${source}
  ${detail === undefined ? undefined : markup`<details><summary>data</summary><pre>${detail}</pre></details>`}</li>`;
}
