import {type ContainerOf, containersOf, resourceOf} from '../containers.ts';
import type {Json, KubeObject} from '../kube-object.ts';
import {isMap} from './patch.ts';
import {parseQuantity} from '../quantities.ts';

/**
 * False for what the API server would refuse of the fields that we change: a limit below its request, a probe or hook
 * that asks in several ways or in none, a budget with both fields, a roll-out that could never go on, labels that are no
 * texts.
 */
export function isValid(object: KubeObject): boolean {
  return (
    containersOf(object).every(isValidContainer) &&
    isValidBudget(object) &&
    isValidStrategy(object) &&
    areLabels(object.spec?.['selector'])
  );
}

const handlers = ['httpGet', 'tcpSocket', 'grpc', 'exec', 'sleep'] as const;

function isValidContainer(container: ContainerOf): boolean {
  const {lifecycle, livenessProbe, readinessProbe, startupProbe} = container.spec;
  const hooks = isMap(lifecycle) ? [lifecycle['preStop'], lifecycle['postStart']] : [];
  const asked = [livenessProbe, readinessProbe, startupProbe, ...hooks].filter(
    (one) => one !== undefined && one !== null,
  );
  return (
    asked.every((one) => isMap(one) && handlers.filter((how) => isSet(one[how])).length === 1) &&
    (['cpu', 'memory'] as const).every((resource) => {
      const [request, limit] = (['requests', 'limits'] as const).map((list) =>
        parseQuantity(resourceOf(container, list, resource)),
      );
      return request === undefined || limit === undefined || request <= limit;
    })
  );
}

function isValidBudget({kind, spec}: KubeObject): boolean {
  return kind !== 'PodDisruptionBudget' || !(isSet(spec?.['maxUnavailable']) && isSet(spec?.['minAvailable']));
}

function isValidStrategy({kind, spec}: KubeObject): boolean {
  const strategy = spec?.['strategy'];
  if (kind !== 'Deployment') return !isSet(strategy);
  if (!isMap(strategy)) return true;
  const rolling = strategy['rollingUpdate'];
  if (strategy['type'] === 'Recreate') return !isSet(rolling);
  return !isMap(rolling) || !(isNone(rolling['maxSurge']) && isNone(rolling['maxUnavailable']));
}

function areLabels(selector: Json | undefined): boolean {
  const labels = isMap(selector) ? selector['matchLabels'] : undefined;
  return !isMap(labels) || Object.values(labels).every((value) => typeof value === 'string');
}

/** Whether a field says anything; null says as little as leaving it out. */
export function isSet(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}

function isNone(value: Json | undefined): boolean {
  return value === 0 || value === '0%';
}
