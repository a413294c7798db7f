import {type DeployFacts, factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {phaseWindow} from '../../../history/windows.ts';
import {containersOf, resourceOf, type ContainerOf} from '../../../kubernetes/containers.ts';
import type {KubeObject, ObjectRef} from '../../../kubernetes/kube-object.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {parseQuantity, toMebi} from '../../../kubernetes/quantities.ts';
import type {Check, Finding, Owed} from '../../finding.ts';
import {fixOf} from '../../fixes/fix.ts';
import {memoryLimitFor, toMilli, type Used, usedBy} from '../../fixes/measured.ts';
import {containerIn, containerOf, inContainer} from '../../fixes/objects.ts';

const wanted = [
  ['requests', 'cpu'],
  ['requests', 'memory'],
  ['limits', 'cpu'],
  ['limits', 'memory'],
] as const;
type Part = (typeof wanted)[number];

/** Does every container, init containers and native sidecars included, have requests and limits as admitted? */
export const declaredResources: Check = {
  about: 'subject',
  title: 'Does every container have requests and limits for CPU and memory, as admitted?',
  needs: [],
  owes(history) {
    const {deploy} = factsOf(history);
    return deploy === undefined
      ? undefined
      : declaring(deploy).flatMap((object) =>
          containersOf(object).map(({name}): Owed => {
            const of = {kind: object.kind, name: object.metadata.name, container: name};
            return {check: 'declared-resources', step: undefined, of};
          }),
        );
  },
  judge(history) {
    const {deploy} = factsOf(history);
    const windowMs = phaseWindow(history, 'deploy') ?? [0, 0];
    const evidence = history.events
      .filter((event) => event.kind === 'phase' && event.name === 'deploy')
      .map(({seq}) => seq);
    return (deploy === undefined ? [] : declaring(deploy)).flatMap((object) =>
      containersOf(object).flatMap((container) =>
        judgeContainer(history, object, container).map((finding) => ({...finding, isStatic: true, windowMs, evidence})),
      ),
    );
  },
};

/** The objects whose authors declare containers: all but those that a controller makes. */
function declaring({objects}: DeployFacts): readonly KubeObject[] {
  return objects.filter(
    ({kind, metadata}) => kind !== 'ReplicaSet' && (kind !== 'Pod' || (metadata.ownerReferences ?? []).length === 0),
  );
}

type Judged = Omit<Finding, 'windowMs' | 'evidence'>;

/**
 * One finding per container; a missing CPU limit has a name of its own, because "no CPU limits by policy" is a waiver
 * people use.
 */
function judgeContainer(history: History, object: KubeObject, container: ContainerOf): readonly Judged[] {
  const of: ObjectRef = {kind: object.kind, name: object.metadata.name, container: container.name};
  const missing = wanted.filter(([list, resource]) => resourceOf(container, list, resource) === undefined);
  const role =
    container.role === 'container' ? '' : container.role === 'init' ? ' (init container)' : ' (native sidecar)';
  const expected = 'Requests and limits of CPU and memory';
  const isCpuLimit = ([list, resource]: Part): boolean => list === 'limits' && resource === 'cpu';
  const declared: readonly Judged[] = missing.some((part) => !isCpuLimit(part))
    ? []
    : [
        {
          check: 'declared-resources',
          step: undefined,
          of,
          verdict: 'pass',
          sentence: `${nameOf(of)}${role} declares ${missing.length === 0 ? 'all four' : 'all but a CPU limit'}`,
          expected,
          observed: missing.length === 0 ? 'All four' : 'All but a CPU limit',
        },
      ];
  const groups = [
    {check: 'declared-resources', parts: missing.filter((part) => !isCpuLimit(part))},
    {check: 'declared-resources/cpu-limit', parts: missing.filter(isCpuLimit)},
  ];
  const lacking = groups
    .filter(({parts}) => parts.length > 0)
    .map(({check, parts}): Judged => {
      const names = parts.map(([list, resource]) => `${list}.${resource}`);
      return {
        check,
        step: undefined,
        of,
        verdict: 'fail',
        sentence: `${nameOf(of)}${role} is admitted without ${names.join(', ')}`,
        several:
          check === 'declared-resources'
            ? 'containers are admitted without all of their requests and limits'
            : 'containers are admitted without a CPU limit',
        expected,
        observed: `No ${names.join(', ')}`,
        margin: {value: -parts.length, unit: 'values below all'},
        ...fixFor(history, of, parts),
      };
    });
  return [...declared, ...lacking];
}

/** What it used at the surge, for each value that is missing; accepted when none of them is missing any more. */
function fixFor(history: History, of: ObjectRef, parts: readonly Part[]): Pick<Finding, 'fix'> {
  const used = usedBy(history, of);
  const values = parts.flatMap((part) => {
    const value = used === undefined ? undefined : measured(history, of, part, used);
    return value === undefined ? [] : [[part, value] as const];
  });
  if (values.length < parts.length) return {};
  const lists = Map.groupBy(values, ([[list]]) => list);
  const resources = Object.fromEntries(
    [...lists].map(([list, those]) => [
      list,
      Object.fromEntries(those.map(([[, resource], value]) => [resource, value])),
    ]),
  );
  const [first, another] = parts;
  const proposal = inContainer(history, of, 'resources', resources);
  const path = first === undefined || another !== undefined ? '' : `.${first.join('.')}`;
  return fixOf(
    history,
    proposal === undefined ? undefined : {...proposal, path: `${proposal.path}${path}`},
    (after) => {
      const container = containerIn(after, of);
      return (
        container !== undefined &&
        parts.every(([list, resource]) => resourceOf(container, list, resource) !== undefined)
      );
    },
  );
}

/** A request of what it used, a memory limit with the headroom that is asked for, a CPU limit of twice its busiest second. */
function measured(history: History, of: ObjectRef, [list, resource]: Part, used: Used): string | undefined {
  if (resource === 'memory' && list === 'limits') return memoryLimitFor(history, of);
  if (resource === 'memory') return used.memory === undefined ? undefined : toMebi(used.memory);
  if (list === 'requests') return toMilli(used.cpu);
  const container = containerOf(history, of);
  const request = container === undefined ? undefined : parseQuantity(resourceOf(container, 'requests', 'cpu'));
  return toMilli(Math.max(2 * used.cpuPeak, request ?? 0));
}
