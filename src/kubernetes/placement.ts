import {podSpecOf} from './containers.ts';
import type {Json, KubeObject} from './kube-object.ts';
import type {Patch} from './patches/patch.ts';
import {selects} from './selectors.ts';

/** What in a pod template keeps its pods from some nodes, as a path below the pod spec; the first that does. */
export interface Narrowing {
  readonly field: 'nodeSelector' | 'affinity';
  /** Names of the nodes that are left. */
  readonly nodes: readonly string[];
}

interface Affinity {
  readonly nodeAffinity?: {
    readonly requiredDuringSchedulingIgnoredDuringExecution?: {
      readonly nodeSelectorTerms?: readonly {
        readonly matchExpressions?: readonly {
          readonly key: string;
          readonly operator: string;
          readonly values?: readonly string[];
        }[];
      }[];
    };
  };
}

/**
 * Whether a workload's node selector or required node affinity leaves only some of the nodes; undefined when all are
 * allowed.
 */
export function narrowingOf(workload: KubeObject, nodes: readonly KubeObject[]): Narrowing | undefined {
  const spec = podSpecOf(workload)?.spec ?? {};
  const left = (isAllowed: (labels: Readonly<Record<string, string>>) => boolean): readonly string[] =>
    nodes.filter(({metadata}) => isAllowed(metadata.labels ?? {})).map(({metadata}) => metadata.name);
  const selector = (spec['nodeSelector'] ?? {}) as Readonly<Record<string, Json>>;
  const bySelector = left((labels) => Object.entries(selector).every(([key, value]) => labels[key] === value));
  if (bySelector.length < nodes.length) return {field: 'nodeSelector', nodes: bySelector};
  const {nodeAffinity} = (spec['affinity'] ?? {}) as Affinity;
  const terms = nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const byAffinity = left(
    (labels) => terms.length === 0 || terms.some(({matchExpressions = []}) => selects({matchExpressions}, labels)),
  );
  return byAffinity.length < nodes.length ? {field: 'affinity', nodes: byAffinity} : undefined;
}

/** The patch of the pod spec that takes away what keeps it from some nodes, and nothing else; empty where nothing does. */
export function widening(workload: KubeObject, nodes: readonly KubeObject[]): Patch {
  const spec = podSpecOf(workload)?.spec ?? {};
  const isEverywhere = (meets: (labels: Readonly<Record<string, string>>) => boolean): boolean =>
    nodes.every(({metadata}) => meets(metadata.labels ?? {}));
  const selector = Object.entries((spec['nodeSelector'] ?? {}) as Readonly<Record<string, Json>>);
  const tying = selector.filter(([key, value]) => !isEverywhere((labels) => labels[key] === value));
  const {nodeAffinity} = (spec['affinity'] ?? {}) as Affinity;
  const terms = nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const left = terms.map((term) => ({
    ...term,
    matchExpressions: (term.matchExpressions ?? []).filter((one) =>
      isEverywhere((labels) => selects({matchExpressions: [one]}, labels)),
    ),
  }));
  const isTied =
    terms.length > 0 &&
    !isEverywhere((labels) => terms.some(({matchExpressions = []}) => selects({matchExpressions}, labels)));
  const isFree = left.some(({matchExpressions}) => matchExpressions.length === 0);
  const required = isFree ? null : {nodeSelectorTerms: left as unknown as Json};
  return {
    ...(tying.length === 0 ? {} : {nodeSelector: Object.fromEntries(tying.map(([key]) => [key, null]))}),
    ...(isTied ? {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: required}}} : {}),
  };
}
