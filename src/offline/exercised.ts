import {upperEnd} from '../forecast/prediction.ts';
import {timingsOf} from '../forecast/timings.ts';
import {faults} from '../fault/faults.ts';
import type {DeployFacts, SubjectFacts} from '../history/facts.ts';
import type {ToSee} from '../history/hold-facts.ts';
import {nameOf} from '../kubernetes/owners.ts';
import type {NamedScenario} from '../scenario/discover.ts';
import {expectedMsOfStages} from '../scenario/order.ts';
import type {Patience} from '../scenario/patience.ts';
import {planOf, stagesFor} from '../scenario/plan.ts';
import {selectTargets} from '../scenario/targets.ts';
import {duration} from '../text/duration.ts';
import {imaginedNodes} from './imagined.ts';

/** What a trial of one scenario would do with a subject, as far as its objects tell. */
export interface Exercised {
  readonly scenario: string;
  readonly question: string;
  /** About how long its load would go on, ms. */
  readonly lastsMs: number;
  /** Steps that would be done. */
  readonly steps: readonly string[];
  /** Steps that would not, each with the reason; `applies` is false where the subject declares nothing to ask about. */
  readonly left: readonly {readonly step: string; readonly why: string; readonly applies: boolean}[];
}

const effects = Object.fromEntries(Object.entries(faults).map(([name, {effect}]) => [name, effect]));
/** Kubernetes with its defaults. */
const timings = timingsOf('v1.34.0', []);

/** The plan of a scenario on a subject that is imagined to stand. */
export function exercised(
  {name, scenario}: NamedScenario,
  {
    subject,
    deploy,
    patience,
  }: {readonly subject: SubjectFacts; readonly deploy: DeployFacts; readonly patience: Patience},
): Exercised {
  const input = {scenario, subject, deploy, cluster: {nodes: imaginedNodes, timings}, volumes: [], effects, patience};
  const {facts, steps} = planOf(input);
  const field = {
    pods: deploy.objects.filter(({kind}) => kind === 'Pod'),
    deploy,
    entry: subject.entry,
    nodes: imaginedNodes,
    volumes: [],
    dependencies: subject.dependencies,
    seed: 1,
  };
  const judged = steps.map(({step}, index) => {
    const row = facts.steps[index];
    const choice = selectTargets(step, field);
    const why = row?.notExercised ?? (choice.targets.length === 0 ? choice.why : undefined);
    return {step: row?.name ?? '', why, applies: choice.applies};
  });
  return {
    scenario: name,
    question: scenario.question,
    lastsMs: expectedMsOfStages(stagesFor(input)),
    steps: judged.flatMap(({step, why}) => (why === undefined ? [step] : [])),
    left: [
      ...judged.flatMap(({step, why, applies}) => (why === undefined ? [] : [{step, why, applies}])),
      ...facts.steps.flatMap(({name: step, hold}) =>
        (hold?.notSeen ?? []).map((sight) => ({step, why: tooLongText(sight), applies: true})),
      ),
    ],
  };
}

/** What would take longer than a fault may be held. */
function tooLongText({what, of, prediction}: ToSee): string {
  const end = upperEnd(prediction);
  const takes = end === undefined ? 'takes longer than is known' : `takes up to ${duration(end)}`;
  return `${what} of ${nameOf(of)} ${takes}; --patience allows more`;
}
