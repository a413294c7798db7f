import {globSync} from 'node:fs';
import {dirname} from 'node:path';
import test from 'ava';
import {sentinelImageOf} from '../../../src/cluster/harness/sentinels.ts';
import {findTools} from '../../../src/setup/find-tools.ts';
import {refuseForbiddenPods} from '../../../src/subject/trust/forbidden-pods.ts';
import {openInputs} from '../../../src/subject/inputs/inputs.ts';
import {loadProfile} from '../../../src/subject/profile/load.ts';
import {readManifests} from '../../../src/subject/manifests/manifests.ts';
import {createNamespace, removeSubject} from '../../../src/subject/deploy/namespace.ts';
import {beyondBaseline} from '../../../src/subject/trust/trust.ts';
import {systemClock as clock} from '../../../src/system/clock.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {exec} from '../../../src/system/exec.ts';
import {waitFor} from '../../../src/system/wait.ts';
import {testCluster, giveBack} from './test-cluster.ts';

const namespace = 'stranger';
const enforce = 'pod-security.kubernetes.io/enforce';
const namespaceKind = {apiVersion: 'v1', kind: 'Namespace'};
const podKind = {apiVersion: 'v1', kind: 'Pod'};

test.after.always('give the cluster back', giveBack);

test.serial(
  'a stranger is held to the baseline, and removed whole although it took our label off and wants an hour to end',
  async (t) => {
    const {api, shell, nodes} = await testCluster();
    const {signal} = new AbortController();
    const where = {api, shell, namespace, clock, signal};
    let uid: string | undefined;
    const stated = [{...namespaceKind, metadata: {name: namespace, labels: {[enforce]: 'privileged', team: 'a'}}}];
    const deviations = await createNamespace(where, {
      stated,
      trusted: false,
      willMake: () => undefined,
      made: (made) => (uid = made),
    });
    t.like(deviations, [{from: 'privileged', to: 'baseline'}]);
    const made = await api.get(namespaceKind, namespace);
    t.like(made?.metadata.labels, {
      [enforce]: 'baseline',
      [`${enforce}-version`]: 'latest',
      team: 'a',
      'seatrial/part': 'subject',
    });
    t.is(uid, made?.metadata.uid);

    const container = {name: 'app', image: await sentinelImageOf(api), imagePullPolicy: 'Never'};
    const plain = {automountServiceAccountToken: false, containers: [container]};
    // The account that pods get comes a moment after the namespace.
    await waitFor({what: 'the service account', withinMs: 30_000, everyMs: 100, clock}, async () =>
      (await api.get({apiVersion: 'v1', kind: 'ServiceAccount'}, 'default', namespace)) === undefined
        ? {seen: 'none'}
        : {done: undefined},
    );
    const privileged = {...plain, containers: [{...container, securityContext: {privileged: true}}]};
    await t.throwsAsync(api.apply({...podKind, metadata: {name: 'root', namespace}, spec: privileged}), {
      message: /403[^]*violates PodSecurity "baseline:latest": privileged/,
    });
    const labels = {app: 'root'};
    await api.apply({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {name: 'root', namespace},
      spec: {selector: {matchLabels: labels}, template: {metadata: {labels}, spec: {...plain, hostPID: true}}},
    });
    const refusal = await waitFor({what: 'the refusal', withinMs: 30_000, everyMs: 100, clock}, async () => {
      const {items} = await api.list({apiVersion: 'v1', kind: 'Event'}, {namespace});
      try {
        refuseForbiddenPods(items, []);
        return {seen: items.map((it) => String(it['reason'])).join(', ')};
      } catch (error) {
        return {done: error};
      }
    });
    t.true(refusal instanceof UsageError);
    t.regex(
      (refusal as UsageError).message,
      /ReplicaSet root-\w+: Error creating: [^]*violates PodSecurity "baseline:latest": host namespaces/,
    );

    const hour = 3600;
    const slow = {...container, lifecycle: {preStop: {sleep: {seconds: hour}}}};
    await api.apply({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {name: 'slow', namespace},
      spec: {
        template: {spec: {...plain, containers: [slow], restartPolicy: 'Never', terminationGracePeriodSeconds: hour}},
      },
    });
    const ending = {...plain, containers: [slow], terminationGracePeriodSeconds: hour};
    await api.apply({...podKind, metadata: {name: 'ending', namespace}, spec: ending});
    const rbac = 'rbac.authorization.k8s.io';
    await api.apply({
      apiVersion: `${rbac}/v1`,
      kind: 'Role',
      metadata: {name: 'unlabel', namespace},
      rules: [{apiGroups: [''], resources: ['namespaces'], verbs: ['get', 'patch']}],
    });
    await api.apply({
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata: {name: 'unlabel', namespace},
      roleRef: {apiGroup: rbac, kind: 'Role', name: 'unlabel'},
      subjects: [{kind: 'ServiceAccount', name: 'default', namespace}],
    });
    const pods = await waitFor({what: 'both pods', withinMs: 60_000, everyMs: 100, clock}, async () => {
      const {items} = await api.list(podKind, {namespace});
      const running = items.filter(({status}) => status?.['phase'] === 'Running');
      return running.length < 2 ? {seen: JSON.stringify(items.map(({status}) => status))} : {done: running};
    });
    // Its kubelet was told of the hour already, and will hear of nothing else.
    await api.delete(podKind, 'ending', namespace);
    const controlPlane = nodes.find(({role}) => role === 'control-plane')?.name ?? '';
    const as = `system:serviceaccount:${namespace}:default`;
    const kubectl = ['kubectl', '--kubeconfig', '/etc/kubernetes/admin.conf', '--as', as];
    await waitFor({what: 'the right to patch', withinMs: 30_000, everyMs: 100, clock}, async () => {
      const {exitCode, stderr} = await shell.run(
        controlPlane,
        [...kubectl, 'label', 'namespace', namespace, 'seatrial/part-'],
        {allowFailure: true},
      );
      return exitCode === 0 ? {done: undefined} : {seen: stderr};
    });
    t.is((await api.get(namespaceKind, namespace))?.metadata.labels?.['seatrial/part'], undefined);

    await t.throwsAsync(removeSubject(where, undefined), {message: /does not carry our label/});
    const begunMs = clock.nowMs();
    await removeSubject(where, uid);
    t.log(`removed in ${((clock.nowMs() - begunMs) / 1000).toFixed(1)} s`);
    t.is(await api.get(namespaceKind, namespace), undefined);
    for (const {metadata, spec} of pods) {
      const listed = ['crictl', 'ps', '--quiet', '--label', `io.kubernetes.pod.uid=${metadata.uid ?? ''}`];
      t.is((await shell.run(spec?.['nodeName'] as string, listed)).stdout.trim(), '', metadata.name);
    }
    await removeSubject(where, uid);
  },
);

test.serial('no subject of this package needs trust', async (t) => {
  const {kubectl} = await findTools({exec, clock});
  const subjects = globSync('demo/{*,twins/*,*/twins/*}/seatrial.yaml').map(dirname);
  for (const subject of subjects) {
    const inputs = await openInputs(`${subject}/seatrial.yaml`);
    const manifests = await readManifests((await loadProfile(`${subject}/seatrial.yaml`, inputs)).manifests, {
      exec,
      kubectl: async () => Promise.resolve(kubectl),
      helm: async () => Promise.resolve('helm'),
      inputs,
    });
    t.true(manifests.length > 0);
    t.deepEqual(beyondBaseline(manifests), [], subject);
  }
});
