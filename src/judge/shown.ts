import {factsOf} from '../history/facts.ts';
import type {History} from '../history/history.ts';
import {entryShare, isLoaded} from '../history/service-uses.ts';
import {inspectionsOf} from '../history/records/inspections.ts';
import {stubCallsBy} from '../history/records/stub-calls.ts';
import {isSame} from '../kubernetes/owners.ts';
import {affectedBy} from './observed/faults/affected.ts';
import {type FaultRecord, faultsOf} from './observed/faults/faults.ts';
import {measuredStages} from './spans.ts';
import {count, percent, round, span} from '../text/units.ts';

/** What this trial showed, and on what: a verdict holds for this and for nothing beyond it. */
export function shown(history: History): readonly string[] {
  const {trial, machine, cluster, deploy, plan} = factsOf(history);
  // A ramp shows no rate: its mean lies far below what it ends at.
  const ramps = new Set(plan?.stages.filter(({rampMs}) => rampMs !== undefined).map(({name}) => name));
  const most = measuredStages(history)
    .filter(({name}) => !ramps.has(name))
    .toSorted((one, other) => other.ratePerSecond - one.ratePerSecond)[0];
  const achieved = most === undefined ? 0 : most.requests / ((most.windowMs[1] - most.windowMs[0]) / 1000);
  const replicas = deploy?.entry.replicas ?? 0;
  const lines = [
    most === undefined || replicas === 0 || !isLoaded(history)
      ? undefined
      : `${round((achieved * (trial === undefined ? 1 : entryShare(trial.subject))) / replicas)} requests per second and replica (${round(trial?.subject.surge ?? 3)}× declared)`,
    deploy === undefined
      ? undefined
      : `${replicas} replicas of ${deploy.entry.workload.kind}/${deploy.entry.workload.name}`,
    ...(trial?.subject.doors ?? []).map(
      ({service, port, share}) => `${percent(share)} of the load by Service/${service}, port ${port}`,
    ),
    ...(deploy?.images ?? []).map(({image, digest}) => `Image ${image} (${digest})`),
    machine === undefined
      ? undefined
      : `${machine.cores} cores, cgroup v${machine.cgroupVersion}, kernel ${machine.kernel}`,
    cluster === undefined
      ? undefined
      : `Kubernetes ${cluster.kubernetes}, ${cluster.nodes.filter(({role}) => role === 'worker').length} workers`,
    trial?.trusted === undefined ? undefined : `Trusted: ${count(trial.trusted.length, 'thing')} beyond the baseline`,
    ...addedShown(history),
    ...stubsShown(history),
    ...[...faultsOf(history), ...inspectionsOf(history)].flatMap(({step, is, windowMs}) =>
      is === 'proved' && windowMs !== undefined ? [`${step}, proved, at ${span(windowMs)}`] : [],
    ),
  ];
  return lines.filter((line) => line !== undefined);
}

/**
 * What no trial on this cluster can show (limits of the cluster, never charged to the subject), and what was changed to
 * fit it.
 */
export function notShown(history: History): readonly string[] {
  const {trial, deploy, cluster, plan} = factsOf(history);
  const spared = (plan?.steps ?? []).flatMap(({name, excluded = []}) =>
    excluded.map((node) => `${name} spared ${node.name}: ${node.why}`),
  );
  const stubs = (trial?.subject.dependencies ?? [])
    .filter(({kind}) => kind !== 'in-cluster')
    .map(({name}) => `Capacity and failures of ${name}, which was not the real one`);
  return [
    'Effects of production size (database connections, conntrack, hot shards)',
    'Autoscaling: replicas were fixed',
    "The cloud's network",
    'CPU lost with a node: here all nodes share the cores of one machine',
    ...(trial?.subject.doors ?? []).map(
      ({service}) =>
        `How much each pod behind Service/${service} carries in production: the load follows the replicas of the entry`,
    ),
    ...(cluster?.proxied === true ? ['Connection causes: the entry was reached through a local proxy'] : []),
    ...stubs,
    ...new Set(spared),
    ...(deploy?.deviations ?? []).map(
      ({what, of}) => `Deviation: ${what}${of === undefined ? '' : ` (${of.kind}/${of.name})`}`,
    ),
  ];
}

/** Planned faults and inspections that were not done, and capabilities that were missing. */
export function notExercised(history: History): readonly string[] {
  return [
    ...(isLoaded(history) ? [] : ['Anything that needs a load: the profile states no entry']),
    ...doorsSpared(history),
    ...stepsThat(history, ['not-exercised', 'missing']),
    ...(factsOf(history).machine?.missing ?? []).map((name) => `Needs a capability that is missing here: ${name}`),
    ...(factsOf(history).deploy?.stubs ?? []).flatMap(({dependency}) =>
      stubCallsBy(history, dependency)?.calls === 0
        ? [`Nobody called ${dependency}: nothing that the profile declares of it was asked for`]
        : [],
    ),
  ];
}

/** Doors whose pods no fault took: they were watched, not tried. */
function doorsSpared(history: History): readonly string[] {
  const faults = faultsOf(history).filter(({windowMs}) => windowMs !== undefined);
  const {trial, deploy} = factsOf(history);
  if (faults.length === 0) return [];
  return (trial?.subject.doors ?? []).flatMap(({service}, index) => {
    const own = deploy?.doors?.[index]?.workload;
    const isTaken =
      own !== undefined &&
      faults.some((fault) => affectedBy(history, fault).lost.some(({workload}) => isSame(workload, own)));
    return isTaken
      ? []
      : [`Behind Service/${service} no pod was taken: faults are aimed at the entry with the largest share`];
  });
}

/** Planned faults and inspections that ask about something which the subject does not declare. */
export function notApplicable(history: History): readonly string[] {
  return stepsThat(history, ['not-applicable']);
}

function stepsThat(history: History, states: readonly FaultRecord['is'][]): readonly string[] {
  return [...faultsOf(history), ...inspectionsOf(history)].flatMap(({step, is, why}) =>
    states.includes(is) ? [`${step}${why === '' ? '' : `: ${why}`}`] : [],
  );
}

/** What was added beside the load while pods ended, by request. */
function addedShown({added}: History): readonly string[] {
  if (added === undefined || added.length === 0) return [];
  const by = Map.groupBy(added.columns.request, (request) => request);
  const said = [...by].map(([request, those]) => `${those.length} × ${request}`);
  return [`Added to a thin load while pods ended, over new connections: ${said.join(', ')}`];
}

/** What stood for dependencies that are elsewhere, and what it was asked for. */
function stubsShown(history: History): readonly string[] {
  return (factsOf(history).deploy?.stubs ?? []).map(({dependency}) => {
    const counted = stubCallsBy(history, dependency);
    if (counted === undefined) return `A stub for ${dependency}; its calls were not counted`;
    const {calls, errors, undeclared, examples} = counted;
    const failed = errors === 0 ? '' : `, ${errors} answered 503 as declared`;
    const asked = Object.entries(examples).map(([what, times]) => `${what} (${times})`);
    const unknown =
      undeclared === 0 ? '' : `, ${undeclared} answered 404 for want of a declared response: ${asked.join(', ')}`;
    return `A stub for ${dependency}: ${count(calls, 'call')}${failed}${unknown}`;
  });
}
