import {refOf} from '../../history/state.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {nameOf} from '../../kubernetes/owners.ts';
import {type Door, workloadBehind} from './doors.ts';
import {type Line, todo} from './line.ts';
import {callOf, outsideHosts, settingsOf} from './names.ts';

/** What the entry's workload calls, directly or through others, and what it names outside. */
export function dependenciesOf(door: Door | undefined, objects: readonly KubeObject[]): readonly Line[] {
  if (door === undefined) return [];
  const services = objects.filter(({kind}) => kind === 'Service');
  const found = new Map<KubeObject, string>();
  const waiting = [door.workload];
  for (let workload = waiting.pop(); workload !== undefined; workload = waiting.pop()) {
    const settings = settingsOf(workload, objects);
    for (const service of services) {
      const called = workloadBehind(service, objects);
      const call = called === undefined || called === door.workload ? undefined : callOf(service, settings);
      if (called === undefined || call === undefined || found.has(called)) continue;
      found.set(called, `${call.what} of ${workload.metadata.name} names Service ${service.metadata.name}`);
      waiting.push(called);
    }
  }
  const inside = [...found].map(([workload, from]): readonly Field[] => [
    {field: 'name', value: workload.metadata.name, from},
    {field: 'workload', value: workload.metadata.name, from: `${nameOf(refOf(workload))} is behind it`},
    {field: 'kind', value: 'in-cluster', from: 'it is in the manifests'},
  ]);
  const outside = outsideHosts([door.workload, ...found.keys()].flatMap((one) => settingsOf(one, objects))).map(
    ({host, port, isTls, what}): readonly Field[] => [
      {field: 'name', value: host, from: what},
      {field: 'kind', value: 'stub', from: 'it is not in the manifests: a pod of ours answers 200 under its name'},
      ...(isTls ? [{field: 'stub.tls', value: true, from: 'its URL says so'}] : []),
      ...(port === undefined ? [] : [{field: 'stub.port', value: port, from: 'its URL says so'}]),
    ],
  );
  return [...inside, ...outside].flatMap((fields, index): readonly Line[] => [
    ...fields.map(({field, value, from}): Line => ({
      path: ['dependencies', index, ...field.split('.')],
      value,
      from,
      sure: 'likely',
    })),
    {
      path: ['dependencies', index, 'need'],
      value: todo,
      from: 'soft: without it the service degrades and stays ready; hard: it may refuse',
      sure: 'todo',
    },
  ]);
}

/** A field of a dependency, and where it comes from. */
interface Field {
  readonly field: string;
  readonly value: Line['value'];
  readonly from: string;
}
