import {factsOf, type DeployFacts} from '../../../history/facts.ts';
import {phaseWindow} from '../../../history/windows.ts';
import {containersOf, resourceOf, type ContainerOf} from '../../../kubernetes/containers.ts';
import type {KubeObject, ObjectRef} from '../../../kubernetes/kube-object.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import type {Check, Finding} from '../../finding.ts';
import {containerFix} from '../../fix.ts';

const wanted = [
  ['requests', 'cpu'],
  ['requests', 'memory'],
  ['limits', 'cpu'],
  ['limits', 'memory'],
] as const;

/** What to start from where nothing is declared. */
const suggestions = {requests: {cpu: '100m', memory: '128Mi'}, limits: {cpu: '500m', memory: '256Mi'}} as const;

/** Does every container, init containers and native sidecars included, have requests and limits as admitted? */
export const declaredResources: Check = {
  about: 'subject',
  title: 'Does every container have requests and limits for CPU and memory, as admitted?',
  needs: [],
  judge(history) {
    const {deploy} = factsOf(history);
    const windowMs = phaseWindow(history, 'deploy') ?? [0, 0];
    const evidence = history.events
      .filter((event) => event.kind === 'phase' && event.name === 'deploy')
      .map(({seq}) => seq);
    const owned = (deploy?.objects ?? []).filter(
      ({kind, metadata}) => kind !== 'Pod' || (metadata.ownerReferences ?? []).length === 0,
    );
    const workloads = owned.filter(({kind}) => kind !== 'ReplicaSet');
    return workloads.flatMap((object) =>
      containersOf(object).flatMap((container) =>
        judgeContainer(deploy, object, container).map((finding) => ({...finding, isStatic: true, windowMs, evidence})),
      ),
    );
  },
};

type Judged = Omit<Finding, 'windowMs' | 'evidence'>;

/**
 * One finding per container; a missing CPU limit has a name of its own, because "no CPU limits by policy" is a waiver
 * people use.
 */
function judgeContainer(
  deploy: DeployFacts | undefined,
  object: KubeObject,
  container: ContainerOf,
): readonly Judged[] {
  const of: ObjectRef = {kind: object.kind, name: object.metadata.name, container: container.name};
  const missing = wanted.filter(([list, resource]) => resourceOf(container, list, resource) === undefined);
  const role =
    container.role === 'container' ? '' : container.role === 'init' ? ' (init container)' : ' (native sidecar)';
  const expected = 'Requests and limits of CPU and memory';
  if (missing.length === 0) {
    return [
      {
        check: 'declared-resources',
        step: undefined,
        of,
        verdict: 'pass',
        sentence: `${nameOf(of)}${role} declares all four`,
        expected,
        observed: 'All four',
      },
    ];
  }
  const isCpuLimit = ([list, resource]: (typeof wanted)[number]): boolean => list === 'limits' && resource === 'cpu';
  const groups = [
    {check: 'declared-resources', parts: missing.filter((part) => !isCpuLimit(part))},
    {check: 'declared-resources/cpu-limit', parts: missing.filter(isCpuLimit)},
  ];
  return groups
    .filter(({parts}) => parts.length > 0)
    .map(({check, parts}) => {
      const names = parts.map(([list, resource]) => `${list}.${resource}`);
      const field = names.length === 1 ? `resources.${names[0]}` : 'resources';
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
        fix: containerFix(deploy, of, field, yamlOf(parts)),
      };
    });
}

function yamlOf(parts: readonly (typeof wanted)[number][]): string {
  const lists = (['requests', 'limits'] as const).map((list) => ({list, of: parts.filter(([name]) => name === list)}));
  const lines = lists
    .filter(({of}) => of.length > 0)
    .map(
      ({list, of}) =>
        `  ${list}: {${of.map(([, resource]) => `${resource}: ${suggestions[list][resource]}`).join(', ')}}`,
    );
  return ['resources:', ...lines].join('\n');
}
