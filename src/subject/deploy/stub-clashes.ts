import type {Stub} from '../../cluster/stubs.ts';
import type {DeployFacts} from '../../history/facts.ts';
import {refOf} from '../../history/state.ts';
import {podSpecOf} from '../../kubernetes/containers.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {UsageError} from '../../system/errors.ts';

/** What in the manifests keeps callers from a stub, told and left as its owner wrote it. */
export function stubClashes(objects: readonly KubeObject[], stubs: readonly Stub[]): DeployFacts['deviations'] {
  return objects.flatMap((object) => {
    const aliases = (podSpecOf(object)?.spec['hostAliases'] ?? []) as unknown as readonly {
      readonly ip: string;
      readonly hostnames?: readonly string[];
    }[];
    return stubs.flatMap(({name}) =>
      aliases
        .filter(({hostnames = []}) => hostnames.includes(name))
        .map(({ip}) => ({
          what: `its hostAliases answer ${name} with ${ip}: calls of its pods by that name do not reach the stub`,
          of: refOf(object),
        })),
    );
  });
}

/** Throws UsageError where a Service has the name of a stub already: two answers to one name are none. */
export function refuseTakenNames(
  objects: readonly KubeObject[],
  stubs: readonly Pick<Stub, 'name'>[],
  profilePath: string,
): void {
  for (const {name} of stubs) refuseService(objects, name, profilePath);
}

function refuseService(objects: readonly KubeObject[], name: string, profilePath: string): void {
  const service = objects.find(({kind, metadata}) => kind === 'Service' && metadata.name === name);
  if (service === undefined) return;
  const {externalName} = (service.spec ?? {}) as {readonly externalName?: string};
  throw new UsageError(
    'stub-name-taken',
    `${profilePath}: dependencies: the manifests hold a Service ${name}, so no stub can have this name`,
    {
      hint:
        externalName === undefined
          ? 'Declare it as in-cluster with its workload, or leave the Service out of the manifests.'
          : `It points at ${externalName}: declare the stub under that name.`,
    },
  );
}
