import test from 'ava';
import type {KubeObject} from '../../src/kubernetes/kube-object.ts';
import {requestsOf} from '../../src/kubernetes/requests.ts';

/** What a container asks for, in cores; `s` before it: a sidecar, `i`: an init container. */
type Containers = readonly string[];

function pod(containers: Containers, more: KubeObject['spec'] = {}): KubeObject {
  const of = (kinds: string) =>
    containers
      .filter((one) => kinds.includes(one.charAt(0)))
      .map((one, index) => ({
        name: `${one.charAt(0)}${index}`,
        resources: {requests: {cpu: one.slice(1), memory: `${one.slice(1)}Gi`}},
        ...(one.startsWith('s') ? {restartPolicy: 'Always'} : {}),
      }));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name: 'web'},
    spec: {initContainers: of('si'), containers: of('c'), ...more},
  };
}

// By Kubernetes' own rule. The fifth and the sixth are those in which this program disagreed with itself.
const cases: readonly (readonly [string, Containers, number])[] = [
  ['containers together', ['c1', 'c2'], 3],
  ['the largest init container, when it is more', ['i5', 'i4', 'c1', 'c2'], 5],
  ['containers, when they are more than each init container', ['i2', 'i2', 'c1', 'c2'], 3],
  ['sidecars run beside the containers', ['s1', 'c2'], 3],
  ['an init container runs beside the sidecars before it', ['s2', 'i5', 'c1'], 7],
  ['and not beside those after it', ['i5', 's2', 'c1'], 5],
  ['each beside all that stand before it', ['s1', 'i4', 's3', 'i2', 'c1'], 6],
  ['sidecars and containers, when they are more', ['i3', 's2', 'c2'], 4],
  ['sidecars alone', ['s1', 's2'], 3],
  ['nothing', [], 0],
];

for (const [title, containers, cores] of cases)
  test(`a pod asks for: ${title}`, (t) =>
    t.deepEqual(requestsOf(pod(containers)), {cpu: cores, memory: cores * 2 ** 30}));

test('a container without a request asks for its limit, one without either for nothing', (t) => {
  const containers = [
    {name: 'a', resources: {limits: {cpu: '2', memory: '1Gi'}, requests: {memory: '512Mi'}}},
    {name: 'b'},
    {name: 'c', resources: {requests: null}},
  ];
  t.deepEqual(requestsOf({...pod([]), spec: {containers}}), {cpu: 2, memory: 2 ** 29});
});

test('what the pod as a whole asks for stands above its containers; its overhead comes on top', (t) => {
  t.deepEqual(requestsOf(pod(['c1', 'i4'], {resources: {requests: {cpu: '2'}}})), {cpu: 2, memory: 4 * 2 ** 30});
  t.deepEqual(requestsOf(pod(['c1'], {overhead: {cpu: '250m', memory: '1Gi'}})), {cpu: 1.25, memory: 2 ** 31});
});

test('a workload is asked as one of its pods', (t) => {
  const {spec = {}} = pod(['s2', 'i5', 'c1']);
  const workload = {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {name: 'web'}, spec: {template: {spec}}};
  t.is(requestsOf(workload).cpu, 7);
});
