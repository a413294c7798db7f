import type {KubeObject, ObjectRef} from '../kubernetes/kube-object.ts';
import type {HistoryEvent} from './events.ts';
import type {Events} from './history.ts';

type ObjectEvent = Extract<HistoryEvent, {readonly kind: 'object'}>;

/** Every reading of objects of one kind, in order of arrival; `namespace` narrows it. */
export function readingsOf(history: Events, kind: string, namespace?: string): readonly ObjectEvent[] {
  return history.events.filter(
    (event): event is ObjectEvent =>
      event.kind === 'object' &&
      event.object.kind === kind &&
      (namespace === undefined || event.object.metadata.namespace === namespace),
  );
}

/** Names an object. */
export function refOf(object: KubeObject): ObjectRef {
  const {name, namespace, uid} = object.metadata;
  return {
    kind: object.kind,
    name,
    ...(namespace === undefined ? {} : {namespace}),
    ...(uid === undefined ? {} : {uid}),
  };
}
