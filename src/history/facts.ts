import type {Prediction} from '../forecast/prediction.ts';
import type {Json, KubeObject, ObjectRef} from '../kubernetes/kube-object.ts';
import type {HistoryEvent} from './events.ts';
import type {Events} from './history.ts';
import type {HoldFacts} from './hold-facts.ts';
import {once} from './once.ts';
import type {FaultEffect} from './records/fault-effect.ts';

/** Facts of the first event (`trial begun`, name = trial id): who ran what, with what. */
export interface TrialFacts {
  readonly schema: number;
  readonly id: string;
  readonly seed: number;
  readonly scenario: string;
  /** Where the scenario's code came from, when it is not one of seatrial's own, and the SHA-256 of that file. */
  readonly scenarioFile?: {readonly path: string; readonly sha256: string};
  /** SHA-256 of the subject's objects as they were read or rendered. */
  readonly manifestsSha256?: string;
  readonly question: string;
  readonly items: readonly string[];
  /** Names of the checks of the scenario with their options; always-on checks are added by the judge. */
  readonly checks: readonly {readonly check: string; readonly options?: Json}[];
  readonly subject: SubjectFacts;
  readonly versions: Readonly<Record<string, string>>;
  readonly argv: readonly string[];
  readonly startedAt: string;
  /** Only when the subject was trusted: all that its manifests ask for beyond what a stranger gets. */
  readonly trusted?: readonly BeyondBaseline[];
}

/**
 * One thing that a manifest asks for beyond the baseline of the Pod Security Standards inside its own namespace, and
 * where.
 */
export interface BeyondBaseline {
  readonly of: ObjectRef;
  /** E.g. `spec.template.spec.hostNetwork`. */
  readonly path: string;
  /** What that is, in words. */
  readonly asks: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What the judge may know of the profile (no header values, no bodies, no env). */
export interface SubjectFacts {
  readonly name: string;
  readonly profilePath: string;
  /** Where nobody sends requests its Service has no name, and nothing is asked. */
  readonly entry: {
    readonly service: string;
    readonly port: number;
    readonly timeoutMs: number;
    readonly requests: readonly {
      readonly name: string;
      readonly method: string;
      readonly path: string;
      readonly weight: number;
      /** Said of a GET that no replica can be asked past the Services: a header of it would not arrive there. */
      readonly direct?: false;
    }[];
  };
  /** The other Services that load enters through, where there are several; `share` of the peak, 0 to 1. */
  readonly doors?: readonly (SubjectFacts['entry'] & {readonly share: number})[];
  readonly peak: {readonly rps: number; readonly replicas: number};
  readonly surge: number;
  readonly slo: {
    readonly availability: number;
    readonly latency: {readonly percentile: number; readonly ms: number};
    readonly at: '1x' | '3x';
  };
  readonly bounds: Readonly<Record<string, number | 'required'>>;
  /** What the owner requires beyond the defaults; absent of older runs. */
  readonly policy?: {readonly cpuLimit?: 'required'};
  readonly dependencies: readonly {
    readonly name: string;
    readonly workload?: string;
    readonly kind: 'in-cluster' | 'stub' | 'record-only';
    readonly need: 'hard' | 'soft';
    /** Of a soft one: the share of the mix that may fail while it is away, 0 to 1. */
    readonly mayFail?: number;
  }[];
  readonly gate: readonly string[];
  readonly waivers: readonly {readonly check: string; readonly reason: string; readonly until: string}[];
}

/** Facts of `phase preflight ended`. */
export interface MachineFacts {
  readonly cores: number;
  readonly memoryBytes: number;
  readonly cgroupVersion: 1 | 2;
  readonly kernel: string;
  readonly capabilities: Readonly<Record<string, boolean>>;
  readonly missing: readonly string[];
}

/** Facts of `phase cluster ended`. */
export interface ClusterFacts {
  readonly name: string;
  readonly kubernetes: string;
  readonly nodes: readonly {readonly name: string; readonly zone: string; readonly role: 'control-plane' | 'worker'}[];
  /** Node-monitor-grace and the like, in ms, as configured on this cluster. */
  readonly timings: Readonly<Record<string, number>>;
  readonly proxied: boolean;
}

/** Facts of `phase deploy ended`: every object of the subject as admitted, and where each stands in the manifests. */
export interface DeployFacts {
  readonly namespace: string;
  readonly objects: readonly KubeObject[];
  /**
   * Without `path`: where the object begins. With it: where that path (`spec.template.spec.containers[0].resources`) is
   * stated, or was removed by a patch.
   */
  readonly positions: readonly {
    readonly of: ObjectRef;
    readonly path?: string;
    readonly file: string;
    readonly line: number;
  }[];
  readonly deviations: readonly {
    readonly what: string;
    readonly of?: ObjectRef;
    readonly from?: Json;
    readonly to?: Json;
  }[];
  readonly images: readonly {readonly image: string; readonly digest: string}[];
  /**
   * The workload that carries the entry, and its replicas on the cluster: the load is surge × rps / peak.replicas ×
   * replicas.
   */
  readonly entry: {readonly workload: ObjectRef; readonly replicas: number; readonly url: string};
  /** The same of the other Services that load enters through, in the order of the subject's `doors`. */
  readonly doors?: readonly DeployFacts['entry'][];
  /**
   * How the subject came up: it was waited for `boundMs` at most, `why` names what never got ready,
   * with the pods' states and events.
   */
  readonly start?: {
    readonly ready: boolean;
    readonly boundMs: number;
    /** How long its own probes and deadlines say that it may take; absent in older histories: all of `boundMs`. */
    readonly prediction?: Prediction;
    readonly tookMs: number;
    readonly why: readonly {readonly of: ObjectRef; readonly text: string}[];
  };
  /** The pods of ours that stand for dependencies which are not in the cluster. */
  readonly stubs?: readonly {
    readonly dependency: string;
    readonly pod: {readonly name: string; readonly namespace: string; readonly uid: string; readonly node: string};
  }[];
}

/** Facts of `phase plan ended`. */
export interface PlanFacts {
  readonly stages: readonly {
    readonly name: string;
    readonly peaks: number;
    readonly ratePerSecond: number;
    readonly rampMs?: number;
    readonly atLeastMs: number;
    /** The condition that it goes on for, and how long beyond `atLeastMs` at most. */
    readonly until?: {readonly is: string; readonly withinMs: number};
    readonly boundMs: number;
  }[];
  readonly steps: readonly {
    readonly name: string;
    readonly stage: string;
    readonly what: string;
    /** Said of a step that inspects; one that says nothing has a fault. */
    readonly kind?: 'inspection';
    /** What its fault does; absent of an inspection, and of runs before it was planned. */
    readonly effect?: FaultEffect;
    /** Whom it is on, as the scenario says it: `{dependency: soft}`. */
    readonly on?: Json;
    readonly victims: readonly ObjectRef[];
    /** Nodes that the step would meet and that are spared, each with the reason: a limit of the cluster. */
    readonly excluded?: readonly {readonly name: string; readonly why: string}[];
    readonly options?: Json;
    readonly boundMs: number;
    /** The bound of each of its waits, ms: for its condition, for probes that do not ask yet, its receipt, its end. */
    readonly waitsMs?: {
      readonly when?: number;
      readonly probes?: number;
      readonly receipt: number;
      readonly until?: number;
    };
    /** How long its fault is held at most, and what of the subject has the time to show meanwhile. */
    readonly hold?: HoldFacts;
    /** Why it is not done: to see anything would take longer than the trial's patience. */
    readonly notExercised?: string;
  }[];
  /** How long a fault may be held, and all of them together, ms; absent: what older runs allowed. */
  readonly patience?: {readonly holdMs: number; readonly scenarioMs: number; readonly stageMs: number};
}

/** Connections that carried an answer, and the bytes of the requests that got one. */
export interface Answered {
  readonly connections: number;
  readonly bytes: number;
}

/** Facts of `phase collect ended`: the engine's count against the subject's side, for the ledger. */
export interface LedgerFacts {
  /** Requests the scheduler planned, by stage. */
  readonly planned: Readonly<Record<string, number>>;
  /** Rows written, by outcome. */
  readonly rows: Readonly<Record<string, number>>;
  /** What was added beside the load while faults acted, planned and by outcome; absent: nothing. */
  readonly added?: {readonly planned: number; readonly rows: Readonly<Record<string, number>>};
  /**
   * TCP segments or connections counted in the entry pods' network namespaces, by stage: what the subject's side
   * received.
   */
  readonly received: Readonly<Record<string, {readonly connections: number; readonly bytesIn: number}>>;
  /** The same of the other doors, with what must have come by each, in the order of the subject's `doors`. */
  readonly doors?: readonly {
    readonly received: LedgerFacts['received'];
    readonly answered: Answered;
  }[];
  /** Requests sent to each pod as seen on its side (connections or bytes), for the fair share. */
  readonly perReplica: Readonly<Record<string, number>>;
  readonly engine: {
    readonly cpuShare: number;
    readonly lagP99Ms: number;
    readonly lagMaxMs: number;
    readonly newConnections: number;
    /** What the subject must have received; histories of before have it not. */
    readonly answered?: Answered;
  };
}

/** All facts a history holds; what a run did not reach is absent. */
export interface Facts {
  readonly trial?: TrialFacts;
  readonly machine?: MachineFacts;
  readonly cluster?: ClusterFacts;
  readonly deploy?: DeployFacts;
  readonly plan?: PlanFacts;
  readonly ledger?: LedgerFacts;
}

/** The facts of a history, each from the last event that carries it. */
export const factsOf: (history: Events) => Facts = once(({events}) => {
  const found: Record<string, unknown> = {};
  for (const event of events) {
    const key = factsIn(event);
    if (key !== undefined) found[key] = (event as {readonly facts?: Json}).facts;
  }
  return found as Facts;
});

/** Which of the facts an event carries, if any. */
export function factsIn(event: HistoryEvent): keyof Facts | undefined {
  if ((event.kind !== 'trial' && event.kind !== 'phase') || event.facts === undefined) return undefined;
  if (event.kind === 'trial') return event.is === 'begun' ? 'trial' : undefined;
  return event.is === 'ended' ? factsOfPhase.get(event.name) : undefined;
}

/** A map: a stranger's phase may be called `constructor`. */
const factsOfPhase: ReadonlyMap<string, keyof Facts> = new Map([
  ['preflight', 'machine'],
  ['cluster', 'cluster'],
  ['deploy', 'deploy'],
  ['plan', 'plan'],
  ['collect', 'ledger'],
]);
