import {fullCapacity} from '../../forecast/endpoints.ts';
import {inTurn, latest, type Prediction, within} from '../../forecast/prediction.ts';
import {healed} from '../../forecast/probes.ts';
import {replacedAtOnce, replacedTogether} from '../../forecast/replacements.ts';
import {backOffMs, restarted} from '../../forecast/restarts.ts';
import {drained, type Draining, rolledOut} from '../../forecast/rollouts.ts';
import {budgetOf, covers} from '../../kubernetes/budgets.ts';
import {containersOf} from '../../kubernetes/containers.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {isSame, nameOf} from '../../kubernetes/owners.ts';
import {minReadyMsOf, rolloutOf} from '../../kubernetes/rollout.ts';
import {selectedBy} from '../../kubernetes/selected-pods.ts';
import type {Acting} from './acting.ts';
import type {KnownPod} from './subject.ts';

/** A node that is started again is itself within so long, ms (docs/decisions.md, 28). */
const nodeBackMs = 100_000;

/** How long after a fault is over, or after its injection where nothing is held, the subject is whole again. */
export function recovered(acting: Acting): Prediction {
  const {effect, lost, entry, workloadOf} = acting;
  switch (effect?.takes) {
    case undefined:
      return within(0, 0);
    case 'network': {
      const object = workloadOf(entry);
      return healed(object === undefined ? [] : containersOf(object));
    }
    case 'nodes':
    case 'kubelet':
      return inTurn(
        within(0, nodeBackMs),
        fullCapacity(lost.map((pod) => latest([restartedIn(pod), pod.going.start]))),
      );
    case 'pods':
      return fullCapacity([gone(acting)]);
    default:
      return fullCapacity(acting.containers.map(({running, startMs}) => restarted(running, startMs)));
  }
}

/** How long after the injection of a fault its receipt may come: some wait for pods that end, with their grace. */
export function provable(acting: Acting): Prediction {
  const {effect, lost, containers} = acting;
  const graceMs = Math.max(0, ...lost.map(({going}) => going.graceMs));
  switch (effect?.takes) {
    case 'pods':
      // Of a roll-out the first old pod that goes proves it, of the others all that go.
      return effect.by === 'rollout'
        ? inTurn(latest(lost.map(({going}) => going.start)), within(0, graceMs + minReadyOf(acting)))
        : effect.by === 'drain'
          ? drainTime(acting)
          : within(0, graceMs);
    case 'boot':
    case 'container':
      return within(0, Math.max(0, ...containers.map(({running}) => backOffMs(running.restarts))));
    default:
      return within(0, 0);
  }
}

/** How long a new pod must be ready before the first old one goes, ms. */
function minReadyOf({lost, workloadOf}: Acting): number {
  return Math.max(0, ...lost.map(({workload}) => minReadyMsOf(workloadOf(workload))));
}

function restartedIn({containers}: KnownPod): Prediction {
  return latest(containers.map(({running, startMs}) => restarted(running, startMs)));
}

function gone(acting: Acting): Prediction {
  const {effect, lost, workloadOf} = acting;
  const [first] = lost;
  if (first === undefined) return within(0, 0);
  if (effect?.by === 'drain') {
    const again = lost.map(({workload, going}) =>
      replacedTogether(going, lost.filter((one) => isSame(one.workload, workload)).length),
    );
    return inTurn(drainTime(acting), latest(again));
  }
  if (effect?.by !== 'rollout') return latest(lost.map(({going}) => replacedAtOnce(going)));
  const object = workloadOf(first.workload);
  const {replicas = lost.length} = (object?.spec ?? {}) as {readonly replicas?: number};
  const time = rolledOut(object === undefined ? undefined : rolloutOf(object, replicas), first.going);
  return time.is === 'never' ? within(0, 0) : time;
}

/** How long the drain of any of the nodes takes that the step may choose. */
function drainTime({lost, nodes, objects}: Acting): Prediction {
  return latest(
    nodes.map((node) => {
      // A drain passes the pods of a DaemonSet over.
      const pods = lost.filter((pod) => pod.node === node && pod.workload.kind !== 'DaemonSet');
      const byWorkload = [...Map.groupBy(pods, ({workload}) => nameOf(workload)).values()];
      return drained(
        byWorkload.flatMap((those): readonly Draining[] => {
          const [first] = those;
          return first === undefined ? [] : [{...first.going, pods: those.length, allowed: allowedOf(first, objects)}];
        }),
      );
    }),
  );
}

/** How many pods its budgets let go at once; Infinity without one. */
function allowedOf({object}: KnownPod, objects: readonly KubeObject[]): number {
  const {labels = {}, namespace} = object.metadata;
  const budgets = objects.filter((one) => one.kind === 'PodDisruptionBudget' && covers(one, labels, namespace));
  const replicasOf = ({spec}: KubeObject): number => (spec?.['replicas'] as number | undefined) ?? 1;
  return Math.min(
    Number.POSITIVE_INFINITY,
    ...budgets.map((budget) => budgetOf(budget, selectedBy(budget, objects, replicasOf)).allowed),
  );
}
