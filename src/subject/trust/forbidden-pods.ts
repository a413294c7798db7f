import type {KubeObject, ObjectRef} from '../../kubernetes/kube-object.ts';
import {UsageError} from '../../system/errors.ts';
import {printable} from '../../text/printable.ts';
import type {Manifest} from '../manifests/manifest.ts';
import type {Unready} from '../deploy/readiness.ts';
import {belongs} from '../deploy/start.ts';
import {trustHint} from './trust.ts';

/** True when a workload that is not complete has no pod at all: none may be allowed. */
export function lacksPods(lacking: readonly Unready[], pods: readonly KubeObject[]): boolean {
  return lacking.some(({object}) => object.kind !== 'Pod' && !pods.some((pod) => belongs(pod, object)));
}

/**
 * Pods that the API server refuses by Pod Security are the user's to correct or to trust, not a finding about the
 * subject: reading the manifests has missed what they ask for. Throws UsageError with the server's sentence, once for
 * each that makes pods.
 */
export function refuseForbiddenPods(events: readonly KubeObject[], manifests: readonly Manifest[]): void {
  const refused = events.flatMap((event) => {
    const message = String((event['message'] ?? '') as string);
    const of = (event['involvedObject'] ?? {}) as Partial<ObjectRef>;
    return event['reason'] === 'FailedCreate' && message.includes('violates PodSecurity') ? [{of, message}] : [];
  });
  const lines = new Map(
    refused.map(({of, message}) => [
      `${of.kind}/${of.name}`,
      printable(`${makerPlace(of, manifests)}${of.kind} ${of.name}: ${message}`),
    ]),
  );
  if (lines.size === 0) return;
  throw new UsageError(
    'pod-security',
    `The API server refuses pods of the subject:\n${[...lines.values()].join('\n')}`,
    {hint: trustHint},
  );
}

/** Where the maker of a pod is stated, itself or the Deployment or CronJob above it. */
function makerPlace({kind, name = ''}: Partial<ObjectRef>, manifests: readonly Manifest[]): string {
  const above = kind === 'ReplicaSet' ? 'Deployment' : kind === 'Job' ? 'CronJob' : undefined;
  const found = manifests.find(
    ({object}) =>
      (object.kind === kind && object.metadata.name === name) ||
      (object.kind === above && name.startsWith(`${object.metadata.name}-`)),
  );
  return found === undefined ? '' : `${found.file}:${found.line}:1: `;
}
