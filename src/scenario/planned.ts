import type {Target} from '../fault/fault.ts';
import {upperEnd} from '../forecast/prediction.ts';
import type {ClusterFacts, DeployFacts, SubjectFacts} from '../history/facts.ts';
import type {FaultEffect} from '../history/records/fault-effect.ts';
import type {KubeObject} from '../kubernetes/kube-object.ts';
import {nameOf} from '../kubernetes/owners.ts';
import {probeOf} from '../kubernetes/probes.ts';
import {actingOf, type Acting} from './forecast/acting.ts';
import {holdOf, type PlannedHold} from './forecast/hold.ts';
import {sightsOf} from './forecast/sights.ts';
import {type KnownPod, knownPods, restartedMore} from './forecast/subject.ts';
import {provable, recovered} from './forecast/waits.ts';
import type {Patience} from './patience.ts';
import type {Stage, Step} from './scenario.ts';
import {type Candidates, candidatesFor} from './targets.ts';

/** What steps are planned on. */
export interface Deployed {
  readonly subject: SubjectFacts;
  readonly deploy: DeployFacts;
  readonly cluster: Pick<ClusterFacts, 'nodes' | 'timings'>;
  /** The cluster's PersistentVolumes. */
  readonly volumes: readonly KubeObject[];
  /** What each fault does, by its name. */
  readonly effects: Readonly<Record<string, FaultEffect>>;
  readonly patience: Patience;
}

/** A step as it will be run on this subject: whom it may hit, and a bound for each of its waits. Times in ms. */
export interface PlannedStep {
  readonly step: Step;
  readonly stage: string;
  readonly candidates: Candidates;
  readonly whenMs: number;
  /** How long it waits until all probes that it watches have begun to ask; 0: it watches none that waits. */
  readonly probesMs: number;
  readonly receiptMs: number;
  readonly untilMs: number;
  readonly hold: PlannedHold;
}

/** The bound of a wait that nothing is known of, beside what is forecast, ms. */
const waitMs = 30_000;
/** Ten good seconds in a row, and what requests and clocks need beside them, ms. */
const goodMs = 55_000;
const clocksMs = 5000;

/** The steps of expanded stages, in their order: what an earlier one does counts for a later one. */
export function plannedSteps(stages: readonly Stage[], deployed: Deployed): readonly PlannedStep[] {
  const pods = knownPods(deployed.deploy);
  const restarts = new Map<string, number>();
  let leftMs = deployed.patience.scenarioMs;
  return stages.flatMap(({name, steps = []}) =>
    steps.map((step): PlannedStep => {
      const candidates = candidatesOf(step, deployed);
      const acting = actingIn(step, candidates.targets, deployed, restartedMore(pods, restarts));
      const sights = step.hold !== undefined && 'toSee' in step.hold ? sightsOf(step.hold.toSee, acting) : [];
      const hold = holdOf(step, sights, deployed.patience, leftMs);
      if (hold.tooLong === undefined) leftMs -= hold.forMs + hold.thenMs;
      for (const of of restartedBy(acting)) restarts.set(of, (restarts.get(of) ?? 0) + 1);
      return {step, stage: name, candidates, hold, ...waitsOf(step, acting, sights.length > 0, deployed.patience)};
    }),
  );
}

/** All that a step may hit; of a workload's pods the one that it picks. */
function candidatesOf({on}: Step, {deploy, subject, cluster, volumes}: Deployed): Candidates {
  const {targets, excluded} = candidatesFor(on, {
    pods: deploy.objects,
    deploy,
    entry: subject.entry,
    nodes: cluster.nodes,
    volumes,
    dependencies: subject.dependencies,
  });
  const isPicked = 'workload' in on && typeof on.pick === 'number';
  return {targets: isPicked ? targets.slice(on.pick, on.pick + 1) : targets, excluded};
}

function actingIn(
  step: Step,
  targets: readonly Target[],
  {subject, deploy, cluster, effects}: Deployed,
  pods: readonly KnownPod[],
): Acting {
  const effect = step.fault !== undefined && Object.hasOwn(effects, step.fault) ? effects[step.fault] : undefined;
  return actingOf(step, effect, targets, {deploy, cluster, dependencies: subject.dependencies, pods});
}

/** The containers that a step has started anew, whether itself or by their liveness. */
function restartedBy({effect, containers}: Acting): ReadonlySet<string> {
  const isRestart = ['container', 'memory', 'boot', 'answers'].includes(effect?.takes ?? '');
  return new Set(isRestart ? containers.map(({of}) => nameOf(of)) : []);
}

function waitsOf(
  {when, until, withinMs}: Step,
  acting: Acting,
  watchesProbes: boolean,
  {holdMs}: Patience,
): Pick<PlannedStep, 'whenMs' | 'probesMs' | 'receiptMs' | 'untilMs'> {
  const {ms = 0} = (when?.is === 'elapsed' ? when.options : {}) as {readonly ms?: number};
  // What is not known gets as long as a fault may be held.
  const [provedMs, wholeMs] = [provable(acting), recovered(acting)].map((it) => upperEnd(it) ?? holdMs);
  const delayMs = watchesProbes ? longestDelayMs(acting) : 0;
  return {
    whenMs: when === undefined ? 0 : (withinMs ?? Math.max(waitMs, ms + clocksMs)),
    probesMs: delayMs === 0 ? 0 : delayMs + clocksMs,
    receiptMs: withinMs ?? waitMs + (provedMs ?? 0),
    untilMs: until === undefined ? 0 : (withinMs ?? goodMs + (wholeMs ?? 0)),
  };
}

/** The longest initial delay of a probe that a fault may be watched by. */
function longestDelayMs({containers, others}: Acting): number {
  const delays = [...containers, ...others].flatMap(({running: {container}}) =>
    (['livenessProbe', 'readinessProbe'] as const).map((kind) => probeOf(container, kind)?.initialDelayMs ?? 0),
  );
  return Math.max(0, ...delays);
}
