import type {Finding} from '../judge/finding.ts';
import type {Trial} from '../judge/trial.ts';
import {count, counted, intervalText, refText, verdictLook} from './text/format.ts';
import {fixPlace, groups, passedByItem, type Passed, reasonsOf, titleOf, verdictLine} from './parts/grouping.ts';
import {type Kind, kindsOf} from './parts/kinds.ts';
import {whySentence} from './parts/why.ts';
import {code, fenced, plain} from './text/markdown-text.ts';
import type {Renderer} from './renderer.ts';
import {takenOut} from './parts/taken-out.ts';
import {probedStates, truthTable, type TruthCell, type TruthTable} from './parts/truth.ts';
import {duration} from '../text/duration.ts';
import {capital} from '../text/units.ts';

/** `report.md`: the verdict for a pull request comment. */
export const markdown: Renderer = (trial, history) => {
  const {fail, inconclusive, pass, beside} = groups(trial);
  const parts = [
    `## ${verdictLook[trial.verdict].icon} ${plain(verdictLine(trial))}`,
    `**${plain(trial.question)}** (scenario ${code(titleOf(trial))} on ${code(trial.subject)}, trial ${code(trial.id)})`,
    plain(whySentence(trial)),
    scenarioLine(trial),
    trial.status === 'completed'
      ? ''
      : `The run was ${trial.status}${trial.error === undefined ? '.' : `: ${plain(trial.error)}`}`,
    history.cutOff ? 'The stored history is cut off at its end.' : '',
    ...kindsOf(trial, [...fail, ...inconclusive]).map((kind) => change(trial, kind)),
    findingTable([...fail, ...inconclusive], pass.length),
    stageTable(trial),
    ...passedByItem(trial).map(folded),
    truthText(truthTable(trial, history)),
    list('Shown', trial.shown),
    list('Not shown', trial.notShown),
    list('Not exercised', trial.notExercised),
    list('Not applicable', trial.notApplicable),
    list(
      'Waived',
      trial.waived.map(
        ({check, reason, until, expired}) => `${check}: ${reason}, until ${until}${expired ? ' (expired)' : ''}`,
      ),
    ),
    list(
      'Beside the verdict',
      beside.map(
        (finding) =>
          `${verdictLook[finding.verdict].icon} ${finding.check} (${reasonsOf(finding)}): ${finding.sentence}`,
      ),
    ),
    takenOut(history),
  ];
  return new Map([['report.md', `${parts.filter((part) => part !== '').join('\n\n')}\n`]]);
};

function scenarioLine({facts, scenario}: Trial): string {
  const {scenarioFile} = facts.trial;
  return scenarioFile === undefined
    ? ''
    : `Scenario: ${code(scenario)}, from ${code(scenarioFile.path)}, SHA-256 ${code(scenarioFile.sha256)}`;
}

function findingTable(findings: readonly Finding[], passed: number): string {
  if (findings.length === 0 && passed > 0) return '';
  if (findings.length === 0) return 'No check came to a finding. A trial without findings never passes.';
  const rows = findings.map((finding) => {
    const {icon, word} = verdictLook[finding.verdict];
    const reason = finding.because === undefined ? '' : ` (${finding.because})`;
    const of = finding.of === undefined ? '' : ` ${code(refText(finding.of))}`;
    return `| ${icon} ${word.toLowerCase()}${reason} | ${code(finding.check)}${of} | ${plain(finding.expected)} | ${plain(finding.observed)}${forecast(finding)} |`;
  });
  return ['| Verdict | Check | Expected | Observed |', '|---|---|---|---|', ...rows].join('\n');
}

function forecast({predictedMs, measuredMs}: Finding): string {
  if (predictedMs === undefined || measuredMs === undefined) return '';
  return ` (predicted ${intervalText(predictedMs)}, measured ${duration(measuredMs)})`;
}

function change(trial: Trial, {check, sentence, lines, fixes}: Kind): string {
  const listed = lines.map((line) => `- ${plain(line)}`);
  const said = [`**${plain(check)}**: ${plain(sentence)}`, ...(listed.length === 0 ? [] : ['', ...listed])].join('\n');
  const changes = fixes.map(({fix, yaml, whose}) => {
    const where =
      whose === undefined
        ? `In ${code(fixPlace(trial, fix))}, ${code(refText(fix.object))} at ${code(fix.path)}`
        : capital(plain(whose));
    return `${where}:\n\n${fenced(yaml, 'yaml')}`;
  });
  return [said, ...changes].join('\n\n');
}

/** What passed of one item, folded. */
function folded({title, findings}: Passed): string {
  const head = `${verdictLook.pass.icon} ${plain(title)}: ${counted(findings.length, 'check')} passed`;
  const lines = findings.map(({check, sentence}) => `- ${code(check)}: ${plain(sentence)}`);
  return `<details><summary>${head}</summary>\n\n${lines.join('\n')}\n\n</details>`;
}

/** A row for each state; in each container's cell liveness, then readiness. */
function truthText(table: TruthTable | undefined): string {
  if (table === undefined) return '';
  const cell = (one: TruthCell | undefined): string =>
    one === undefined ? '·' : `${verdictLook[one.verdict].icon}${one.text === '' ? '' : ` ${one.text}`}`;
  const rows = table.rows.map(({state, cells}) => {
    const {title, liveness, readiness} = probedStates[state];
    return `| ${title} | ${liveness} | ${readiness} | ${cells.map((pair) => `${cell(pair.liveness)} / ${cell(pair.readiness)}`).join(' | ')} |`;
  });
  return [
    `| State | Liveness must | Readiness must | ${table.containers.map(plain).join(' | ')} |`,
    `|---|---|---|${'---|'.repeat(table.containers.length)}`,
    ...rows,
  ].join('\n');
}

function stageTable({stages}: Trial): string {
  if (stages.length === 0) return '';
  const rows = stages.map(
    ({name, peaks, ratePerSecond, requests, failed, p50Ms, p99Ms}) =>
      `| ${plain(name)} ${count(peaks)}× | ${count(ratePerSecond)}/s | ${count(requests)} | ${count(failed)} | ${duration(p50Ms)} | ${duration(p99Ms)} |`,
  );
  return ['| Stage | Rate | Requests | Failed | p50 | p99 |', '|---|--:|--:|--:|--:|--:|', ...rows].join('\n');
}

function list(title: string, entries: readonly string[]): string {
  return entries.length === 0 ? '' : [`**${title}**`, '', ...entries.map((entry) => `- ${plain(entry)}`)].join('\n');
}
