import type {DeployFacts, SubjectFacts, TrialFacts} from '../history/facts.ts';
import type {History} from '../history/history.ts';
import type {Table} from '../history/tables.ts';
import {checks} from '../judge/checks/checks.ts';
import {containersOf} from '../kubernetes/containers.ts';
import type {Json, ObjectRef} from '../kubernetes/kube-object.ts';
import {isSame, nameOf, objectIn} from '../kubernetes/owners.ts';
import {asksTheSame, probeOf} from '../kubernetes/probes.ts';
import {ownersOfPods} from '../kubernetes/workloads.ts';

/** What the objects alone say of one thing. Nothing of it was seen to hold: that is a trial's. */
export interface Linted {
  readonly check: string;
  readonly of: ObjectRef | undefined;
  /** `advice` counts in no trial. */
  readonly says: 'good' | 'bad' | 'advice';
  readonly sentence: string;
  /** `file:line`, where the manifests tell. */
  readonly place: string | undefined;
}

/** What the checks that need nothing but objects say of a subject that is imagined to stand, and what its probes ask. */
export function linted(subject: SubjectFacts, deploy: DeployFacts): readonly Linted[] {
  const history = historyOf(subject, deploy);
  const found = [
    ...checks['declared-resources'].judge(history, undefined),
    ...checks['pdb-valid'].judge(history, undefined),
  ];
  return [
    ...found.flatMap(({check, of, verdict, sentence, isStatic, uncounted}): readonly Linted[] =>
      isStatic === true
        ? [
            {
              check,
              of,
              says: verdict === 'pass' ? 'good' : uncounted === undefined ? 'bad' : 'advice',
              sentence,
              place: placeOf(deploy, of),
            },
          ]
        : [],
    ),
    ...askingAlike(deploy),
  ];
}

/** Where liveness asks what readiness asks, what a restart does not mend restarts the container. */
function askingAlike(deploy: DeployFacts): readonly Linted[] {
  return ownersOfPods(deploy.objects).flatMap(({ref, object}) =>
    containersOf(object).flatMap((container): readonly Linted[] => {
      const [liveness, readiness] = [probeOf(container, 'livenessProbe'), probeOf(container, 'readinessProbe')];
      if (liveness === undefined || readiness === undefined || !asksTheSame(liveness, readiness)) return [];
      const of = {kind: ref.kind, name: ref.name, container: container.name};
      const sentence = `${nameOf(of)}: liveness asks what readiness asks (${liveness.says}): where that asks a dependency, its loss restarts every replica`;
      return [{check: 'liveness-holds', of, says: 'advice', sentence, place: placeOf(deploy, of)}];
    }),
  );
}

/** Where an object, or a container of it, begins. */
function placeOf({positions, objects}: DeployFacts, of: ObjectRef | undefined): string | undefined {
  if (of === undefined) return undefined;
  const own = positions.filter((one) => isSame(one.of, {kind: of.kind, name: of.name}));
  const object = objectIn(objects, {kind: of.kind, name: of.name});
  const container = object === undefined ? undefined : containersOf(object).find(({name}) => name === of.container);
  const found =
    own.find(({path}) => path !== undefined && path === container?.path) ?? own.find(({path}) => path === undefined);
  return found === undefined ? undefined : `${found.file}:${found.line}`;
}

/** A history of a subject that stands, and of which nothing was measured. */
function historyOf(subject: SubjectFacts, deploy: DeployFacts): History {
  const trial: Partial<TrialFacts> = {subject, checks: [], items: []};
  return {
    events: [
      {seq: 0, tMs: 0, kind: 'trial', name: 'offline', is: 'begun', facts: trial as unknown as Json},
      {seq: 1, tMs: 0, kind: 'phase', name: 'deploy', is: 'begun'},
      {seq: 2, tMs: 0, kind: 'phase', name: 'deploy', is: 'ended', facts: deploy as unknown as Json},
    ] as unknown as History['events'],
    requests: empty(),
    samples: empty(),
    cutOff: false,
  };
}

function empty<Row>(): Table<Row> {
  return {length: 0, columns: {}} as unknown as Table<Row>;
}
