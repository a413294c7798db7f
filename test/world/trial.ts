import type {EventBody, HistoryEvent} from '../../src/history/events.ts';
import type {History} from '../../src/history/history.ts';
import type {Json} from '../../src/kubernetes/kube-object.ts';
import {memoryWatch} from '../../src/run/memory-watch.ts';
import {type Patience, usualPatience} from '../../src/scenario/patience.ts';
import type {Scenario} from '../../src/scenario/scenario.ts';
import {seeded} from '../seeded.ts';
import {onPods, reconcile} from './controllers.ts';
import {servicesOf, updateEndpoints} from './endpoints.ts';
import {clusterFacts, ledgerOf, machineFacts, subjectFacts, trialFacts} from './facts.ts';
import {worldFaults} from './faults.ts';
import {onPodChange} from './kubelet.ts';
import {worldLoad} from './load.ts';
import {newNodes} from './nodes.ts';
import {watch} from './observers.ts';
import {deployed, planned, staged, stepContext} from './phases.ts';
import type {Pod, World} from './state.ts';
import type {WorldSubject} from './subject.ts';
import {worldTime} from './time.ts';
import {tellWorkload} from './workloads.ts';

/** What a watch of the API takes to tell of a change, ms. */
const watchMs = 30;

/** How a trial of the world differs from the usual one. */
export interface TrialOptions {
  readonly seed?: number;
  readonly patience?: Patience;
}

/** One trial of a scenario on a subject of the world: the history that the recorder would have written. */
export async function trialOf(
  name: string,
  scenario: Scenario,
  subject: WorldSubject,
  {seed = 1, patience = usualPatience}: TrialOptions = {},
): Promise<History> {
  const events: HistoryEvent[] = [];
  let advance: (toMs: number) => void = () => undefined;
  const time = worldTime((toMs) => advance(toMs));
  const append = (body: EventBody): void => {
    events.push({seq: events.length, tMs: time.nowMs(), ...body});
  };
  let number = 0;
  const world: World = {
    time,
    random: seeded(seed),
    subject,
    nodes: newNodes(),
    pods: new Set(),
    tell: (body) => time.in(watchMs, () => append(body)),
    next: () => ++number,
  };
  const services = servicesOf(world);
  const [entryService] = services;
  if (entryService === undefined) throw new Error('A subject without an entry');
  const onChange = (pod: Pod): void => {
    updateEndpoints(world, services, pod.workload.name);
    reconcile(world, pod.workload);
    tellWorkload(world, pod.workload);
  };
  onPodChange(world, onChange);
  onPods(world, onChange);
  const load = worldLoad(world, entryService, subject.profile.entry.timeoutMs);
  advance = load.advance.bind(load);
  const watching = watch(world, load);
  const facts = subjectFacts(subject, entryService.name);
  const phase = async <T>(of: string, run: () => Promise<T>, told: (result: T) => unknown): Promise<T> => {
    append({kind: 'phase', name: of, is: 'begun'});
    const result = await run();
    append({kind: 'phase', name: of, is: 'ended', facts: told(result) as Json});
    return result;
  };
  const whole = async (): Promise<void> => {
    const begun = trialFacts(name, scenario, facts, seed) as unknown as Json;
    append({kind: 'trial', name: 'world-1', is: 'begun', facts: begun});
    await phase(
      'preflight',
      () => time.sleep(50),
      () => machineFacts,
    );
    await phase(
      'cluster',
      () => time.sleep(100),
      () => clusterFacts(world),
    );
    const deploy = await phase(
      'deploy',
      () => deployed(world),
      (result) => result,
    );
    const plan = planned(world, scenario, facts, deploy, patience);
    await phase(
      'plan',
      () => time.sleep(10),
      () => plan.facts,
    );
    const context = stepContext(world, {append, events, deploy, facts, faults: worldFaults(world, load, onChange)});
    append({kind: 'phase', name: 'stages', is: 'begun'});
    const memory = memoryWatch(events, () => Promise.resolve(watching.samples()));
    const summary = await staged(plan, context, load, memory);
    append({kind: 'phase', name: 'stages', is: 'ended'});
    await phase(
      'collect',
      () => time.sleep(1500),
      () => ledgerOf(events, summary, deploy, facts),
    );
    append({kind: 'answer', step: 'residue', answer: {question: 'residue', answer: {left: []}}});
    append({kind: 'trial', name: 'world-1', is: 'ended', facts: {status: 'completed'}});
    watching.end();
  };
  await time.passUntil(whole());
  return {events, requests: load.rows(), samples: watching.samples(), cutOff: false};
}
