import test from 'ava';
import type {EventBody} from '../../../../src/history/events.ts';
import type {KubeObject} from '../../../../src/kubernetes/kube-object.ts';
import {first, merged, worst} from '../../expect.ts';
import {killingOf} from '../../histories/endings.ts';
import {longLoss, loss, probed} from '../../histories/probes.ts';
import {task, taskOf} from '../../histories/tasks.ts';

type Fields = Readonly<Record<string, unknown>>;

test('a task that is tried again is no restart of the subject; one that a probe ended, and what is no task, are', (t) => {
  const during = (of: Parameters<typeof taskOf>[1] = {}, also: Parameters<typeof loss>[1] = []) =>
    merged(
      'liveness-holds',
      probed(loss('hard', [[60_500, taskOf(0, of)], ...also, [75_000, taskOf(1, of)]], undefined, longLoss)),
    );
  const tried = during();
  t.is(worst(tried), 'pass');
  t.regex(
    first(t, tried, 'pass').sentence,
    /no container of the subject was restarted; Job\/backup-29 tried again, as its restart policy says$/,
  );
  const killed = first(t, during({}, [[74_000, killingOf(task)]]), 'fail');
  t.regex(killed.sentence, /Job\/backup-29, container dump was restarted/);
  t.is(worst(during({restartPolicy: 'Always', owner: 'CloneSet'})), 'fail');
  const atTheSurge = merged(
    'liveness-holds',
    probed({
      ...loss('hard', [], undefined, longLoss),
      also: [
        [40_500, taskOf(0)],
        [45_000, taskOf(1)],
      ],
    }),
  );
  t.is(worst(atTheSurge), 'pass');
  t.regex(
    atTheSurge.find(({check}) => check === 'liveness-holds/surge')?.sentence ?? '',
    /no container restarted; Job\/backup-29 tried again/,
  );
});

test('an init container that waits for what is away is tried again; a sidecar among them is restarted', (t) => {
  const among = (body: EventBody, restartPolicy?: string): EventBody => {
    if (body.kind !== 'object') return body;
    const {spec, status} = body.object as {readonly spec?: Fields; readonly status?: Fields};
    const initContainers = ((spec?.['containers'] ?? []) as readonly object[]).map((one) => ({...one, restartPolicy}));
    const initContainerStatuses = status?.['containerStatuses'];
    const object = {
      ...body.object,
      spec: {...spec, containers: [], initContainers},
      status: {...status, containerStatuses: [], initContainerStatuses},
    } as unknown as KubeObject;
    return {...body, object};
  };
  const during = (restartPolicy?: string) => {
    const [before, after] = [0, 1].map((restarts) =>
      among(taskOf(restarts, {restartPolicy: 'Always', owner: 'CloneSet'}), restartPolicy),
    ) as [EventBody, EventBody];
    const beside = [
      [60_500, before],
      [75_000, after],
    ] as const;
    return merged('liveness-holds', probed(loss('hard', beside, undefined, longLoss)));
  };
  const tried = during();
  t.is(worst(tried), 'pass');
  t.regex(first(t, tried, 'pass').sentence, /CloneSet\/backup-29 tried again/);
  t.is(worst(during('Always')), 'fail');
});
