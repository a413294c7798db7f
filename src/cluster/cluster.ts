import type {Exec, ExecOptions, ExecResult} from '../system/exec.ts';
import type {OpenStream} from '../system/stream.ts';
import type {ClusterFacts} from '../history/facts.ts';
import type {KubeObject} from '../kubernetes/kube-object.ts';

/** A node of the cluster, with a zone. */
export interface ClusterNode {
  readonly name: string;
  readonly role: 'control-plane' | 'worker';
  readonly zone: string;
  /** Where other nodes reach it. */
  readonly address: string;
}

/** Runs things inside nodes, never through the API. */
export interface NodeShell {
  /** Runs a command on the node. */
  run(node: string, argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** Feeds a bash script over stdin, with positional arguments. */
  script(node: string, script: string, args?: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /**
   * A long-lived script on the node whose lines are handed over; disposing ends it on the node too. `tag` marks its
   * processes.
   */
  stream(
    node: string,
    tag: string,
    script: string,
    onLine: (line: string) => void,
  ): AsyncDisposable & {readonly done: Promise<void>};
}

/** How to name a kind of object for the API, e.g. {apiVersion: 'v1', kind: 'Pod'}. */
export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** What the API server answered to an eviction; `causes` say which budget refuses and what it needs. */
export interface Eviction {
  readonly code: number;
  readonly message: string;
  readonly causes: readonly string[];
}

/**
 * The API server, plain JSON in and out. All calls are bounded (15 s) and throw ApiError with the server's code and
 * message.
 */
export interface Api {
  get(kind: Kind, name: string, namespace?: string): Promise<KubeObject | undefined>;
  list(
    kind: Kind,
    options?: {readonly namespace?: string; readonly labelSelector?: string},
  ): Promise<{readonly items: readonly KubeObject[]; readonly resourceVersion: string}>;
  create(object: KubeObject, options?: {readonly dryRun?: boolean}): Promise<KubeObject>;
  /** Server-side apply as field manager `seatrial`. */
  apply(object: KubeObject, options?: {readonly dryRun?: boolean}): Promise<KubeObject>;
  /** JSON merge patch. */
  patch(kind: Kind, name: string, namespace: string | undefined, patch: unknown): Promise<KubeObject>;
  /** With `preconditions` only that very object: another one under the name is a conflict, and thrown. */
  delete(
    kind: Kind,
    name: string,
    namespace?: string,
    options?: {readonly gracePeriodSeconds?: number; readonly preconditions?: {readonly uid: string}},
  ): Promise<void>;
  /**
   * POST pods/eviction; resolves with what the server gave (201, 429, 500 …), never throws for those. With `uid` only
   * that very pod (409).
   */
  evict(
    pod: string,
    namespace: string,
    options?: {readonly dryRun?: boolean; readonly uid?: string},
  ): Promise<Eviction>;
  /**
   * Watches from now (or from a list's resourceVersion), re-watching by itself; `onGap` when events may have been lost.
   */
  watch(
    kind: Kind,
    options: {readonly namespace?: string; readonly fieldSelector?: string},
    on: {readonly event: (is: 'present' | 'gone', object: KubeObject) => void; readonly gap: (fromMs: number) => void},
  ): AsyncDisposable;
  /**
   * A raw GET, e.g. /readyz or a proxied healthz; resolves with code and body. Headers by their names in small letters.
   */
  raw(
    path: string,
    options?: {
      readonly timeoutMs?: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** The most bytes that an answer may have (default: 1 MiB). */
      readonly most?: number;
    },
  ): Promise<{readonly code: number; readonly body: string}>;
}

/** A node's container as the engine that runs it sees it now. */
export interface NodeLook {
  readonly node: string;
  /** The container's own ID: a node that was made anew under the same name has another. */
  readonly id: string;
  /** `running`, `paused`, `exited` or what else the engine says. */
  readonly state: string;
  /** In the network of the cluster; empty unless it runs. */
  readonly address: string;
}

/** A node's container with what may be wrong with it; the API need not know it. */
export interface NodeHost extends NodeLook {
  /** What bounds it (CPU, memory), by the engine's names; only what is set. */
  readonly limits: Readonly<Record<string, number>>;
  /** The networks that it is in. */
  readonly networks: readonly string[];
}

/** The power switches of the nodes, outside of Kubernetes. All calls are bounded (30 s). */
export interface NodePower {
  look(nodes: readonly string[]): Promise<readonly NodeLook[]>;
  /** All that the engine has for the cluster. */
  survey(): Promise<readonly NodeHost[]>;
  /** Off without a warning, all at once. */
  kill(nodes: readonly string[]): Promise<void>;
  /**
   * One by one, each at the address it had (empty: unknown): nodes that start together, or beside another that is down,
   * would swap theirs.
   */
  start(nodes: readonly Pick<NodeLook, 'node' | 'address'>[]): Promise<void>;
  pause(nodes: readonly string[]): Promise<void>;
  unpause(node: string): Promise<void>;
}

/**
 * Packets that the guards of one node stopped since its start: to a pod address without a route, to a service address
 * that is no service, to anywhere outside the cluster's own network and pods (IPv4, IPv6), and to the host itself (its
 * DNS proxy, its ports).
 */
export interface GuardCounters {
  readonly pod: number;
  readonly service: number;
  readonly egress: number;
  readonly egress6: number;
  readonly host: number;
}

/** What keeps the cluster's packets inside. Both throw HarnessError `guards-missing` when they are not in place. */
export interface Guards {
  /** What one node's guards stopped. */
  inside(node: string): Promise<GuardCounters>;
  /** How many packets the host's side stopped since the cluster was made. */
  outside(): Promise<number>;
}

/** Images, and their way to the nodes. */
export interface NodeImages {
  /** Whether an image can be brought from here; the nodes pull the others. */
  has(image: string): Promise<boolean>;
  /** Brings images to the nodes that lack them; resolves with those that had to be sent. Throws for one not `has`d. */
  bring(images: readonly string[]): Promise<readonly string[]>;
}

/** A cluster a trial may use. Disposing it is the owner's business (`run`). */
export interface Cluster {
  readonly name: string;
  readonly kubeconfig: string;
  readonly nodes: readonly ClusterNode[];
  readonly facts: ClusterFacts;
  readonly api: Api;
  readonly shell: NodeShell;
  readonly power: NodePower;
  readonly guards: Guards;
  readonly images: NodeImages;
  /** The host and port at which a NodePort is reached from the engine. */
  entry(nodePort: number): {readonly host: string; readonly port: number; readonly proxied: boolean};
}

/** The effects of the cluster folder. */
export interface ClusterEffects {
  readonly exec: Exec;
  readonly openStream: OpenStream;
}
