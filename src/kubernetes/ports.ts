import type {ContainerOf} from './containers.ts';
import type {Json} from './kube-object.ts';

/**
 * A port as a probe or a Service writes it, a name looked up among the container's; undefined when it has no such name,
 * or none was given.
 */
export function portNumber(container: ContainerOf, port: Json | undefined): number | undefined {
  if (typeof port === 'number') return port;
  return typeof port === 'string' ? portsOf(container).find(({name}) => name === port)?.containerPort : undefined;
}

/** The first port that a container declares. */
export function firstPort(container: ContainerOf): number | undefined {
  return portsOf(container)[0]?.containerPort;
}

function portsOf({spec}: ContainerOf): readonly {readonly name?: string; readonly containerPort: number}[] {
  return (spec['ports'] ?? []) as unknown as readonly {readonly name?: string; readonly containerPort: number}[];
}
