import type {Evidence, Proof, Release} from '../../judge/suite/release.ts';
import {clockText, verdictLook} from '../text/format.ts';
import {markup, type Markup} from '../html/markup.ts';
import {page} from '../html/page.ts';
import {capital} from '../../text/units.ts';
import {askedText} from './asked.ts';
import {releaseTimes, timeCells} from './times.ts';
import {duration} from '../../text/duration.ts';

/** The combined report of a suite in one self-contained page; it links to the reports of its trials beside it. */
export function releaseHtml(release: Release): string {
  const {icon, word} = verdictLook[release.verdict];
  const whole = releaseTimes(release).wholeMs;
  const body = markup`<main>
<header class="top"><span class="brand">seatrial</span><code class="trial-id">${release.id}</code></header>
<section class="hero ${release.verdict}">
  <div class="seal" aria-hidden="true">${icon}</div>
  <div class="hero-text">
    <p class="word">${word}</p>
    <h1>${capital(askedText(release))}</h1>
    <p>${release.headline}</p>
    <p class="muted">${clockText(release.startedAt)} · took ${duration(whole)}${release.status === 'completed' ? undefined : markup` · <b>suite ${release.status}</b>`}</p>
    ${release.error === undefined ? undefined : markup`<p class="error">${release.error}</p>`}
  </div>
</section>
<section id="items"><h2>The six items</h2>${release.items.map(card)}</section>
<section id="patterns"><h2>The five patterns</h2>${release.patterns.map(card)}</section>
${trials(release)}
${release.residue.length === 0 ? undefined : markup`<section id="residue"><h2>Left behind</h2><div class="card"><ul>${release.residue.map((line) => markup`<li>${line}</li>`)}</ul></div></section>`}
${times(release)}
<footer class="muted">Computed from the trials beside this folder; each has its evidence in its own report.</footer>
</main>`;
  return page(`${word}: ${release.subject}`, body, undefined);
}

function card({name, question, verdict, inScope, sentence, evidence}: Proof): Markup {
  const {icon, word} = verdictLook[verdict];
  const open = verdict === 'pass' || !inScope || evidence.length === 0 ? undefined : markup` open`;
  return markup`<details class="finding ${verdict}"${open}><summary><span class="badge ${verdict}"><span aria-hidden="true">${icon}</span> ${word}</span>
  <span class="check">${name}</span>${question === undefined ? undefined : markup`<span class="of">${question}</span>`}
  ${inScope ? undefined : markup`<span class="reason">not in scope</span>`}<span class="sentence">${sentence}</span></summary>
  <div class="finding-body">${evidence.length === 0 ? markup`<p class="empty">No trial of this suite asks for it.</p>` : markup`<ul>${evidence.map((one) => markup`<li>${line(one)}</li>`)}</ul>`}</div></details>`;
}

function line({scenario, trial, verdict, counts, because}: Evidence): Markup {
  const {icon, word} = verdictLook[verdict];
  return markup`<span class="badge ${verdict}"><span aria-hidden="true">${icon}</span> ${word}</span> ${link(scenario, trial)}${counts ? undefined : ' (first try)'}: ${because}`;
}

function trials({trials: all}: Release): Markup {
  if (all.length === 0)
    return markup`<section id="trials"><h2>Trials</h2><p class="empty">No trial was run.</p></section>`;
  return markup`<section id="trials"><h2>Trials</h2><div class="scroll"><table><thead><tr><th>Scenario</th><th>Verdict</th><th>Because</th><th class="n">Lasted</th></tr></thead><tbody>
${all.map(
  ({scenario, trial, verdict, counts, because, lastedMs}) =>
    markup`<tr><th>${link(scenario, trial)}</th><td><span class="badge ${verdict}">${verdictLook[verdict].icon} ${verdictLook[verdict].word}</span>${counts ? undefined : ' (first try)'}</td><td>${because}</td><td class="n">${duration(lastedMs)}</td></tr>`,
)}</tbody></table></div></section>`;
}

function times(release: Release): Markup {
  const [head = [], ...rows] = timeCells(releaseTimes(release));
  const cells = (tag: 'th' | 'td', row: readonly string[]): readonly Markup[] =>
    row.map((cell, index) =>
      index === 0
        ? markup`<th>${cell}</th>`
        : tag === 'th'
          ? markup`<th class="n">${cell}</th>`
          : markup`<td class="n">${cell}</td>`,
    );
  return markup`<section id="times"><h2>Where the time went</h2><div class="scroll"><table><thead><tr>${cells('th', head)}</tr></thead><tbody>
${rows.map((row) => markup`<tr>${cells('td', row)}</tr>`)}</tbody></table></div></section>`;
}

function link(scenario: string, trial: string): Markup {
  return markup`<a href="../${encodeURIComponent(trial)}/report.html">${scenario}</a>`;
}
