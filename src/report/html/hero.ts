import {hasEntry} from '../../history/service-uses.ts';
import type {Trial} from '../../judge/trial.ts';
import {bytes, clockText, count, counted, share, verdictLook} from '../text/format.ts';
import {groups, verdictLine, titleOf} from '../parts/grouping.ts';
import {whySentence} from '../parts/why.ts';
import type {MemorySeries} from '../parts/memory-series.ts';
import {markup, type Markup} from './markup.ts';
import {duration} from '../../text/duration.ts';

/**
 * The top of the page: the verdict in words, icon and colour, the question, and the figures a reader asks for first.
 */
export function hero(trial: Trial, memory: readonly MemorySeries[]): Markup {
  const lasted = Math.max(0, ...trial.phases.map((phase) => phase.windowMs[1]));
  const {subject, startedAt, versions} = trial.facts.trial;
  return markup`<header class="top"><span class="brand">seatrial</span><span class="muted">${versions['seatrial'] ?? ''}</span><code class="trial-id">${trial.id}</code></header>
<section class="hero ${trial.verdict}">
  <div class="seal" aria-hidden="true">${verdictLook[trial.verdict].icon}</div>
  <div class="hero-text">
    <p class="word">${verdictLine(trial)}</p>
    <h1>${trial.question}</h1>
    <p class="why">${whySentence(trial)}</p>
    <p class="muted">Scenario <b>${titleOf(trial)}</b> on <b>${subject.name}</b> · ${clockText(startedAt)} · took ${duration(lasted)}${trial.status === 'completed' ? undefined : markup` · <b>run ${trial.status}</b>`}</p>
    ${trial.error === undefined ? undefined : markup`<p class="error">${trial.error}</p>`}
  </div>
</section>
<section class="tiles" aria-label="Key figures">${tiles(trial, memory).map(
    ({name, value, note}) =>
      markup`<div class="tile"><div class="tile-name">${name}</div><div class="tile-value">${value}</div><div class="tile-note">${note}</div></div>`,
  )}</section>`;
}

interface Tile {
  readonly name: string;
  readonly value: string;
  readonly note: string;
}

function tiles(trial: Trial, memory: readonly MemorySeries[]): readonly Tile[] {
  const {fail, inconclusive, pass} = groups(trial);
  const weighed = fail.length + inconclusive.length + pass.length;
  const requests = sum(trial.stages.map((stage) => stage.requests));
  const failed = sum(trial.stages.map((stage) => stage.failed));
  const peaks = Math.max(0, ...trial.stages.map((stage) => stage.peaks));
  const surge = trial.stages.filter((stage) => stage.peaks === peaks);
  const slowest = Math.max(0, ...surge.map((stage) => stage.p99Ms).filter((value) => Number.isFinite(value)));
  const fullest = memory.find((series) => series.limit > 0);
  const {slo, entry, doors = []} = trial.facts.trial.subject;
  return [
    {
      name: 'Checks',
      value: `${count(pass.length)} of ${count(weighed)} passed`,
      note: `${count(fail.length)} failed, ${count(inconclusive.length)} inconclusive`,
    },
    ...(surge.length === 0 || !hasEntry({entry})
      ? []
      : [
          {
            name: 'Surge',
            value: `${count(Math.max(...surge.map((stage) => stage.ratePerSecond)))} req/s`,
            note: `${count(peaks)}× the declared peak, into ${[entry, ...doors].map(({service}) => service).join(' and ')}`,
          },
          {name: 'Requests', value: count(requests), note: `${count(failed)} failed (${share(failed, requests)})`},
          {
            name: `p99 at ${count(peaks)}×`,
            value: duration(slowest),
            note: `slowest stage; SLO p${slo.latency.percentile} ${duration(slo.latency.ms)} at ${slo.at}`,
          },
        ]),
    ...(fullest === undefined
      ? []
      : [
          {
            name: 'Memory peak',
            value: share(fullest.peak, fullest.limit),
            note: `of ${bytes(fullest.limit)}, ${fullest.workload}${fullest.killsMs.length > 0 ? `; ${counted(fullest.killsMs.length, 'OOM kill')}` : ''}`,
          },
        ]),
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
