import {type DeployFacts, factsOf} from '../history/facts.ts';
import type {History} from '../history/history.ts';
import {placeOf} from '../history/place.ts';
import {containersOf} from '../kubernetes/containers.ts';
import type {ObjectRef} from '../kubernetes/kube-object.ts';
import type {Finding} from './finding.ts';
import {deployed} from './observed/pods/deployed.ts';

type Fix = NonNullable<Finding['fix']>;

/**
 * What to change in a container's manifest: `field` is its path below the container, e.g. `resources.limits.memory`.
 */
export function containerFix(deploy: DeployFacts | undefined, of: ObjectRef, field: string, yaml: string): Fix {
  const object = deploy === undefined ? undefined : deployed(deploy, of);
  const container = object === undefined ? undefined : containersOf(object).find(({name}) => name === of.container);
  const path = container === undefined ? field : `${container.path}.${field}`;
  const place = placeOf(deploy?.positions ?? [], of, path);
  return {object: of, path, yaml, ...(place === undefined ? {} : {file: place.file, line: place.line})};
}

/** What to change in an object: where it stands in the manifests is told when it is known. */
export function fixAt(history: History, object: ObjectRef, path: string, yaml: string): NonNullable<Finding['fix']> {
  const place = placeOf(factsOf(history).deploy?.positions ?? [], object, path);
  return {object, path, yaml, ...(place === undefined ? {} : {file: place.file, line: place.line})};
}
