import {factsOf} from '../../../history/facts.ts';
import type {Events} from '../../../history/history.ts';
import {servicesOf} from '../../../history/service-uses.ts';
import {type ContainerOf, containersOf} from '../../../kubernetes/containers.ts';
import type {KubeObject} from '../../../kubernetes/kube-object.ts';
import {askedPort} from '../../../kubernetes/probes.ts';
import {containersBehind} from '../../../kubernetes/services.ts';

/**
 * The containers of a pod or a workload that answer requests: those behind a port of its Services; where nobody can
 * tell, those that have any port, else all that run.
 */
export function servingContainers(history: Events, object: KubeObject): readonly ContainerOf[] {
  const behind = behindServices(history, object);
  if (behind.length > 0) return behind;
  const running = containersOf(object).filter(({role}) => role === 'container');
  const open = running.filter((container) => askedPort(container) !== undefined);
  return open.length > 0 ? open : running;
}

/** The containers behind a port of the Services of a pod or a workload; none: no Service has one, or nobody can tell. */
export function behindServices(history: Events, object: KubeObject): readonly ContainerOf[] {
  const {deploy, trial} = factsOf(history);
  return containersBehind(object, servicesOf(object, deploy?.objects ?? [], trial?.subject.entry));
}
