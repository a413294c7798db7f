import test from 'ava';
import {app, dependent, does, plain, shapes, workload} from './shapes.ts';
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
