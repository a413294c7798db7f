import type {Trial} from '../../judge/trial.ts';
import {refText} from '../format.ts';
import {markup, type Markup, type Part} from './markup.ts';

/** The box that bounds the claim: what was shown, what was not, what was not exercised, waived or adapted. */
export function box(trial: Trial): Markup {
  const deviations = trial.facts.deploy?.deviations ?? [];
  return markup`<section id="box"><h2>What this verdict covers</h2><div class="covers">
${list('Shown', 'shown', trial.shown)}
${list('Not shown', 'not-shown', trial.notShown)}
${list('Not exercised', 'not-exercised', trial.notExercised)}
${list(
  'Waived',
  'waived',
  trial.waived.map(
    (waiver) =>
      markup`<b>${waiver.check}</b>: ${waiver.reason}, until ${waiver.until}${waiver.expired ? markup` <b class="error">expired</b>` : undefined}`,
  ),
)}
${list(
  'Adapted to this cluster',
  'adapted',
  deviations.map(
    ({what, of, from, to}) =>
      markup`${of === undefined ? undefined : `${refText(of)}: `}${what}${from === undefined && to === undefined ? undefined : markup` <span class="muted">(${JSON.stringify(from ?? null)} → ${JSON.stringify(to ?? null)})</span>`}`,
  ),
)}
</div></section>`;
}

function list(title: string, name: string, entries: readonly Part[]): Markup | undefined {
  if (entries.length === 0) return undefined;
  return markup`<div class="cover ${name}"><h3>${title}</h3><ul>${entries.map((entry) => markup`<li>${entry}</li>`)}</ul></div>`;
}
