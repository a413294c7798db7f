import type {DeployFacts} from '../history/facts.ts';
import {containersOf} from '../objects/containers.ts';
import type {ObjectRef} from '../objects/kube-object.ts';
import {isSame} from '../objects/owners.ts';
import type {Finding} from './finding.ts';

type Fix = NonNullable<Finding['fix']>;

/** What to change in a container's manifest: `field` is its path below the container, e.g. `resources.limits.memory`. */
export function containerFix(deploy: DeployFacts | undefined, of: ObjectRef, field: string, yaml: string): Fix {
  const object = deploy?.objects.find((candidate) => isSame({kind: candidate.kind, ...candidate.metadata}, of));
  const container = object === undefined ? undefined : containersOf(object).find(({name}) => name === of.container);
  const positions = deploy?.positions.filter((candidate) => isSame(candidate.of, of)) ?? [];
  const position = positions.find((candidate) => candidate.of.container === of.container) ?? positions[0];
  return {
    object: of,
    path: container === undefined ? field : `${container.path}.${field}`,
    yaml,
    ...(position === undefined ? {} : {file: position.file, line: position.line}),
  };
}
