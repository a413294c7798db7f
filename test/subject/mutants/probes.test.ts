import test from 'ava';
import {app, dependent, does, plain, shapes, workload} from './shapes.ts';
import type {Profile} from '../../../src/subject/profile/profile.ts';
import {service} from '../subject.ts';

const container = 'Deployment/web: spec.template.spec.containers[0]';

test('a probe is left out, or not there to be', (t) => {
  t.true(does('no-liveness', shapes.deployment).startsWith(`${container}.livenessProbe left out, was {"httpGet"`));
  t.true(
    does('no-readiness', shapes.statefulSet).startsWith('StatefulSet/web: spec.template.spec.containers[0].readiness'),
  );
  t.true(does('no-startup-probe', shapes.daemonSet).includes('startupProbe left out'));
  for (const name of ['no-liveness', 'liveness-open-port', 'no-readiness', 'readiness-open-port'])
    t.regex(does(name, shapes.plain), /^not: container app has no (liveness|readiness) probe$/);
  t.regex(does('no-startup-probe', shapes.plain), /no liveness probe that could kill it/);
});

test('it is the container that answers at the entry’s port, wherever it stands', (t) => {
  t.true(
    does('no-liveness', shapes.sidecarFirst).startsWith('Deployment/web: spec.template.spec.containers[1].liveness'),
  );
});

test('an open port takes the place of the question, and the times stay', (t) => {
  const said = does('liveness-open-port', shapes.deployment);
  t.true(
    said.startsWith(
      `${container}.livenessProbe set to {"tcpSocket":{"port":"http"},"periodSeconds":5,"timeoutSeconds":2,"terminationGracePeriodSeconds":5}`,
    ),
    said,
  );
});

test('a command is asked at the port behind the Service; a probe of an open port is one already', (t) => {
  const asked = (readinessProbe: NonNullable<unknown>) => ({
    objects: [service('web', {ports: [{port: 80}]}), workload('Deployment', [{...plain, readinessProbe} as never])],
  });
  t.regex(does('readiness-open-port', asked({exec: {command: ['true']}})), /set to \{"tcpSocket":\{"port":80\}\}/);
  t.regex(does('readiness-open-port', asked({grpc: {port: 9000}})), /\{"port":9000\}/);
  t.regex(does('readiness-open-port', asked({tcpSocket: {port: 80}})), /^not: .*already$/);
});

test('readiness is made slower than liveness and its grace, whatever the times', (t) => {
  // Liveness: 5 + 2 × 5 + 2 s, its grace of 5 s, a restart; readiness asks every second.
  t.regex(does('readiness-after-liveness', shapes.deployment), /readinessProbe.failureThreshold set to 58, was 4/);
  const slow = {...app, livenessProbe: {httpGet: {path: '/', port: 8080}, periodSeconds: 30}};
  const objects = [service('web'), workload('Deployment', [slow], {pod: {terminationGracePeriodSeconds: 600}})];
  t.regex(does('readiness-after-liveness', {objects}), /failureThreshold set to 727, was 4/);
  const blind = {...app, livenessProbe: {tcpSocket: {port: 8080}}};
  t.regex(
    does('readiness-after-liveness', {objects: [service('web'), workload('Deployment', [blind])]}),
    /^not: .*no hang/,
  );
  t.regex(does('readiness-after-liveness', shapes.plain), /^not: .*has not both probes/);
});

test('probes are made alike only where something is there that readiness alone should ask for', (t) => {
  t.regex(does('identical-probes', shapes.deployment), /^not: .*no dependency/);
  t.regex(
    does('identical-probes', {...shapes.deployment, profile: dependent}),
    /set to \{"httpGet":\{"path":"\/readyz"/,
  );
  t.regex(does('identical-probes', {...shapes.plain, profile: dependent}), /^not: .*has not both probes/);
  const alike = {...app, livenessProbe: {httpGet: {path: '/readyz', port: 'http'}}};
  const objects = [service('web'), workload('Deployment', [alike])];
  t.regex(does('identical-probes', {objects, profile: dependent}), /^not: .*already/);
});

test('probes are made alike only where readiness must ask for what a replica can lose, and can notice it', (t) => {
  const identical = (dependency: Profile['facts']['dependencies'][number], readiness?: object) => {
    const container = {...app, ...(readiness === undefined ? {} : {readinessProbe: readiness})} as typeof app;
    const {facts} = dependent;
    const objects = [service('web'), workload('Deployment', [container])];
    return does('identical-probes', {
      objects,
      profile: {...dependent, facts: {...facts, dependencies: [dependency]}},
    });
  };
  const hard = {name: 'db', workload: 'db', kind: 'in-cluster', need: 'hard'} as const;
  t.regex(identical(hard), /set to/);
  t.regex(identical({name: 'payments', kind: 'stub', need: 'hard'}), /set to/);
  t.regex(identical({...hard, need: 'soft'}), /^not: .*no hard dependency.*readiness should ask/);
  t.regex(identical({name: 'db', kind: 'record-only', need: 'hard'}), /^not: .*no hard dependency/, 'it is not here');
  t.regex(identical(hard, {tcpSocket: {port: 8080}}), /^not: its readiness .*open port/);
});

test('a startup probe is left out only where liveness alone would end a boot that the scenario holds', (t) => {
  const without = (livenessProbe: object) => {
    const container = {...app, livenessProbe} as typeof app;
    return does('no-startup-probe', {objects: [service('web'), workload('Deployment', [container])]});
  };
  const asks = (numbers: object) => ({httpGet: {path: '/livez', port: 'http'}, ...numbers});
  t.regex(without(asks({periodSeconds: 5, failureThreshold: 3})), /startupProbe left out/);
  t.regex(without(asks({periodSeconds: 13, failureThreshold: 3})), /startupProbe left out/);
  t.regex(
    without(asks({periodSeconds: 20, failureThreshold: 3})),
    /^not: its liveness alone lets it boot for 38 s, and slow-start holds a boot no longer/,
  );
  t.regex(without(asks({initialDelaySeconds: 30, periodSeconds: 2})), /^not: .*lets it boot for 32 s/);
});

test('where the Service publishes what is not ready, no readiness is made worse', (t) => {
  const published = {objects: [service('web', {publishNotReadyAddresses: true}), workload('Deployment', [app])]};
  for (const name of ['no-readiness', 'readiness-open-port', 'readiness-after-liveness'])
    t.regex(does(name, published), /^not: Service\/web publishes its pods whether they are ready or not/);
  t.regex(does('no-liveness', published), /left out/);
});
