import {faults} from '../../fault/faults.ts';
import {inspections} from '../../inspection/inspections.ts';
import {conditions} from '../../history/conditions/conditions.ts';
import {noneEnds, wholeAsBefore} from '../../history/conditions/whole.ts';
import {readSamples} from '../../history/reader.ts';
import {entryShare} from '../../history/service-uses.ts';
import {engines} from '../../load/engines.ts';
import type {DeployFacts} from '../../history/facts.ts';
import type {LoadPlan, LoadSummary, LoadTarget} from '../../load/engine.ts';
import {LiveLoad} from '../../load/live.ts';
import {expectedMsOf} from '../../scenario/order.ts';
import {type Plan, wholeWithinMs} from '../../scenario/plan.ts';
import {selectTargets} from '../../scenario/targets.ts';
import {memoryKnown} from '../../scenario/watched.ts';
import {directRequestsOf} from '../../subject/profile/direct-requests.ts';
import type {TrialContext} from '../context.ts';
import {liveNotes} from '../live-notes.ts';
import {memoryWatch} from '../memory-watch.ts';
import {preparedRequests} from '../prepared.ts';
import {runStages} from '../stages.ts';
import {runStep, type StepContext} from '../step.ts';
import type {TakenCluster} from './cluster.ts';
import type {Phase, PhaseContext} from './phase.ts';

/** The trial itself: load through the stages, and the steps inside them. */
export function stagesPhase(context: TrialContext): Phase<[TakenCluster, DeployFacts, Plan], LoadSummary> {
  const {scenario, recorder, clock, profile} = context;
  const {availability} = profile.facts.slo;
  return {
    name: 'stages',
    title: 'Sea trial: load through the stages',
    expectedMs: expectedMsOf(scenario),
    async run(phase, taken, deploy, plan) {
      const requests = await preparedRequests(profile, {
        api: taken.cluster.api,
        namespace: deploy.namespace,
        clock,
        signal: phase.signal,
        to: targetsOf(context, deploy),
        note: phase.note,
        learn: (kept) =>
          recorder.learn(Object.fromEntries(Object.entries(kept).map(([name, value]) => [`secret-${name}`, value]))),
      });
      const live = new LiveLoad(availability);
      const memory = memoryWatch(recorder.events, async () => readSamples(context.folder));
      using notes = liveNotes(phase.note, requests.length === 0 ? undefined : live);
      const ready = {...context, profile: {...profile, requests}};
      const step = stepContext(ready, taken, deploy, {...phase, note: notes.step});
      return await runStages(plan.facts.stages, plan.steps, {
        engine: requests.length === 0 ? engines.none : engines.embedded,
        load: loadPlan(ready, deploy, live),
        append: recorder.append,
        clock,
        signal: phase.signal,
        note: notes.stage,
        milestone: phase.milestone,
        sum: () => live.sum(),
        run: (one, load) =>
          runStep(one, {
            ...step,
            load: {
              ...load,
              ratePerSecond: load.ratePerSecond * entryShare(profile.facts),
              replicas: deploy.entry.replicas,
            },
          }),
        holds: (condition, leftMs) =>
          condition.is === memoryKnown ? memory(step.sinceBeginMs(), leftMs) : step.holds(condition, 0),
        carried: () => conditions.carried(recorder.events, {sinceMs: 0, nowMs: step.sinceBeginMs(), availability}),
      });
    },
  };
}

function loadPlan({profile, seed, epochMs, recorder}: TrialContext, deploy: DeployFacts, live: LiveLoad): LoadPlan {
  return {
    ...targetsOf({profile}, deploy),
    requests: profile.requests,
    seed,
    epochMs,
    onRows(csv) {
      recorder.requests(csv);
      live.add(csv);
    },
    onAdded: (csv) => recorder.added(csv),
    onTally: ({tMs, planned, outcomes, lagMs, tookMs}) =>
      recorder.append({kind: 'tally', secondMs: tMs, planned, outcomes, lagMs, tookMs: Math.round(tookMs)}),
  };
}

/** Where the load goes: the entry first. Without one nothing is sent anywhere. */
function targetsOf(
  {profile}: Pick<TrialContext, 'profile'>,
  {entry, doors = []}: Pick<DeployFacts, 'entry' | 'doors'>,
): Pick<LoadPlan, 'target' | 'doors'> {
  const to = (url: string, timeoutMs: number): LoadTarget => {
    const {hostname, port} = new URL(url === '' ? 'http://127.0.0.1:9' : url);
    return {host: hostname, port: Number(port), timeoutMs};
  };
  const {entry: first, doors: others = []} = profile.facts;
  return {
    target: to(entry.url, first.timeoutMs),
    doors: doors.map(({url}, index) => to(url, others[index]?.timeoutMs ?? 0)),
  };
}

function stepContext(
  {recorder, journal, clock, epochMs, profile, seed}: TrialContext,
  {cluster, capabilities}: TakenCluster,
  deploy: DeployFacts,
  {note, milestone, signal}: PhaseContext,
): Omit<StepContext, 'load'> {
  const sinceBeginMs = (): number => clock.nowMs() - epochMs;
  return {
    cluster,
    append: recorder.append,
    journal,
    clock,
    signal,
    faults,
    inspections,
    capabilities,
    directRequests: directRequestsOf(profile.requests.filter(({door}) => door === undefined)).map((one) => ({
      ...one,
      withinMs: profile.facts.entry.timeoutMs,
    })),
    async select(step) {
      const {api} = cluster;
      const [pods, volumes] = await Promise.all([
        api.list({apiVersion: 'v1', kind: 'Pod'}, {namespace: deploy.namespace}),
        api.list({apiVersion: 'v1', kind: 'PersistentVolume'}),
      ]);
      return selectTargets(step, {
        pods: pods.items,
        deploy,
        entry: profile.facts.entry,
        nodes: cluster.facts.nodes,
        volumes: volumes.items,
        dependencies: profile.facts.dependencies,
        seed,
      });
    },
    whole: {holds: () => wholeAsBefore(recorder.events), withinMs: wholeWithinMs(deploy)},
    noneEnds: () => noneEnds(recorder.events),
    holds(condition, sinceMs) {
      const question = conditions[condition.is as keyof typeof conditions];
      const moment = {
        sinceMs,
        nowMs: sinceBeginMs(),
        availability: profile.facts.slo.availability,
        loaded: profile.requests.length > 0,
      };
      return question(
        recorder.events,
        condition.options === undefined ? moment : {...moment, options: condition.options},
      );
    },
    sinceBeginMs,
    note,
    milestone,
  };
}
