import type {Trial} from '../../judge/trial.ts';
import {markup, type Markup, type Part} from './markup.ts';

/** The box that bounds the claim: what was shown, what was not, what was not exercised, does not apply, or is waived. */
export function box(trial: Trial): Markup {
  return markup`<section id="box"><h2>What this verdict covers</h2><div class="covers">
${list('Shown', 'shown', trial.shown)}
${list('Not shown', 'not-shown', trial.notShown)}
${list('Not exercised', 'not-exercised', trial.notExercised)}
${list('Not applicable', 'not-applicable', trial.notApplicable)}
${list(
  'Waived',
  'waived',
  trial.waived.map(
    (waiver) =>
      markup`<b>${waiver.check}</b>: ${waiver.reason}, until ${waiver.until}${waiver.expired ? markup` <b class="error">expired</b>` : undefined}`,
  ),
)}
</div></section>`;
}

function list(title: string, name: string, entries: readonly Part[]): Markup | undefined {
  if (entries.length === 0) return undefined;
  return markup`<div class="cover ${name}"><h3>${title}</h3><ul>${entries.map((entry) => markup`<li>${entry}</li>`)}</ul></div>`;
}
