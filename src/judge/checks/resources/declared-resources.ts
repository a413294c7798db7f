import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {phaseWindow} from '../../../history/windows.ts';
import {declaredFor, resourceOf} from '../../../kubernetes/containers.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {parseQuantity, toMebi} from '../../../kubernetes/quantities.ts';
import type {Check, Finding, Owed} from '../../finding.ts';
import {fixOf} from '../../fixes/fix.ts';
import {memoryLimitFor, toMilli, type Used, usedBy} from '../../fixes/measured.ts';
import {containerIn, containerOf, inContainer} from '../../fixes/objects.ts';
import {type Admitted, admittedIn} from '../../observed/pods/admitted.ts';

const wanted = [
  ['requests', 'cpu'],
  ['requests', 'memory'],
  ['limits', 'cpu'],
  ['limits', 'memory'],
] as const;
type Part = (typeof wanted)[number];

/**
 * Does every container, init containers and native sidecars included, have requests and a memory limit as admitted? A
 * missing CPU limit beside them is advice, unless the profile requires one.
 */
export const declaredResources: Check = {
  about: 'subject',
  title: 'Does every container have requests and limits for CPU and memory, as admitted?',
  needs: [],
  owes(history) {
    if (factsOf(history).deploy === undefined) return undefined;
    const checks = ['declared-resources', ...(isCpuLimitRequired(history) ? [cpuLimit] : [])];
    return admittedIn(history).flatMap(({of}) => checks.map((check): Owed => ({check, step: undefined, of})));
  },
  judge(history) {
    const windowMs = phaseWindow(history, 'deploy') ?? [0, 0];
    const evidence = history.events
      .filter((event) => event.kind === 'phase' && event.name === 'deploy')
      .map(({seq}) => seq);
    const common = {step: undefined, isStatic: true as const, windowMs, evidence};
    return admittedIn(history).flatMap((one): readonly Finding[] => [
      {...common, ...judgeContainer(history, one)},
      {...common, ...judgeCpuLimit(history, one)},
    ]);
  },
};

const cpuLimit = 'declared-resources/cpu-limit';
type Judged = Omit<Finding, 'step' | 'windowMs' | 'evidence'>;

function judgeContainer(history: History, one: Admitted): Judged {
  const {of} = one;
  const missing = missingIn(one).filter((part) => !isCpuLimit(part));
  const expected = 'Requests of CPU and memory, and a memory limit';
  if (missing.length === 0) {
    const elsewhere = givenElsewhere(one).filter((part) => !isCpuLimit(part));
    const details =
      elsewhere.length === 0 ? {} : {details: [`Not by its own manifest: ${elsewhere.map(nameOfPart).join(', ')}`]};
    const sentence = `${whoText(one)} is admitted with requests and a memory limit`;
    return {check: 'declared-resources', of, verdict: 'pass', sentence, ...details, expected, observed: 'All three'};
  }
  const names = missing.map(nameOfPart);
  const hasNone = missingIn(one).filter(([list]) => list === 'limits').length === 2;
  return {
    check: 'declared-resources',
    of,
    verdict: 'fail',
    sentence: `${whoText(one)} is admitted without ${names.join(', ')}${hasNone ? ': it has no limit at all' : ''}`,
    several: 'containers are admitted without all of their requests, or without a memory limit',
    expected,
    observed: `No ${names.join(', ')}`,
    margin: {value: -missing.length, unit: 'values below all'},
    ...fixFor(history, of, missing),
  };
}

/** "No CPU limits by policy" is what many have: told, and judged only where the profile asks for it. */
function judgeCpuLimit(history: History, one: Admitted): Judged {
  const {of} = one;
  const isRequired = isCpuLimitRequired(history);
  const common = {
    check: cpuLimit,
    of,
    expected: 'A CPU limit',
    ...(isRequired ? {origin: 'profile'} : {uncounted: 'reported-only' as const}),
  };
  const missing = missingIn(one).filter(isCpuLimit);
  if (missing.length === 0)
    return {...common, verdict: 'pass', sentence: `${whoText(one)} has a CPU limit`, observed: 'A CPU limit'};
  return {
    ...common,
    verdict: 'fail',
    sentence: `${whoText(one)} has no CPU limit: what it takes is left to its neighbours' requests`,
    several: 'containers have no CPU limit',
    observed: 'No CPU limit',
    margin: {value: -1, unit: 'values below all'},
    ...(isRequired ? fixFor(history, of, missing) : {}),
  };
}

function isCpuLimitRequired(history: History): boolean {
  return factsOf(history).trial?.subject.policy?.cpuLimit === 'required';
}

function isCpuLimit([list, resource]: Part): boolean {
  return list === 'limits' && resource === 'cpu';
}

function nameOfPart([list, resource]: Part): string {
  return `${list}.${resource}`;
}

/** What is missing in any of the pods. */
function missingIn({seen}: Admitted): readonly Part[] {
  return wanted.filter(([list, resource]) =>
    seen.some(({object, container}) => declaredFor(object, container, list, resource) === undefined),
  );
}

/** What its pod gives it, or a default of its namespace or a webhook, which only live pods tell. */
function givenElsewhere({seen, template}: Admitted): readonly Part[] {
  const own = template ?? seen[0]?.container;
  return wanted.filter(([list, resource]) => own === undefined || resourceOf(own, list, resource) === undefined);
}

function whoText({of, role, isInjected}: Admitted): string {
  const roles = {container: '', init: 'init container', sidecar: 'native sidecar'} as const;
  const beside = [roles[role], isInjected ? 'injected' : ''].filter((one) => one !== '');
  return `${nameOf(of)}${beside.length === 0 ? '' : ` (${beside.join(', ')})`}`;
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
