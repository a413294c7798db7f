import {mkdtemp, readFile, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'ava';
import {readHistory} from '../../../src/history/reader.ts';
import {openRecorder} from '../../../src/history/recorder.ts';
import {redactor} from '../../../src/history/secrets/redact.ts';
import {judge} from '../../../src/judge/judge.ts';
import type {Json, KubeObject} from '../../../src/kubernetes/kube-object.ts';
import {verdictText} from '../../../src/report/console.ts';
import {renderers} from '../../../src/report/renderers.ts';
import {memoryTrial} from '../../judge/histories/memory.ts';

const clock = {nowMs: () => 0};
const container = (fields: {readonly [key: string]: Json}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {name: 'gateway', namespace: 'shop'},
  spec: {
    replicas: 3,
    template: {
      metadata: {labels: {app: 'gateway'}},
      spec: {containers: [{name: 'app', image: 'shop/app:dev', ...fields}]},
    },
  },
});
const object = (
  kind: string,
  fields: {readonly [key: string]: unknown},
  annotations: Readonly<Record<string, string>> = {},
): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: {name: 'stored', namespace: 'shop', annotations},
  ...fields,
});

/** Where a secret may stand in a subject, what it is, and how an event of the cluster may repeat it. */
const places: Readonly<Record<string, {readonly object: KubeObject; readonly secret: string}>> = {
  'the word after a flag': {object: container({args: ['--requirepass', 'S-hunter2']}), secret: 'S-hunter2'},
  'the value of a flag': {object: container({command: ['serve', '--api-key=S-apikey7']}), secret: 'S-apikey7'},
  'a DSN in an argument': {object: container({args: ['postgres://shop:S-dsn-pass@db/shop']}), secret: 'S-dsn-pass'},
  'a DSN in a variable': {
    object: container({env: [{name: 'DATABASE', value: 'amqp://u:S-amqp-pass@mq'}]}),
    secret: 'S-amqp-pass',
  },
  'a variable': {
    object: container({env: [{name: 'STRIPE_SECRET', value: 'correcthorsebattery'}]}),
    secret: 'correcthorsebattery',
  },
  'a probe by a command': {
    object: container({livenessProbe: {exec: {command: ['redis-cli', '-a', 'S-hunter2', 'ping']}, periodSeconds: 1}}),
    secret: 'S-hunter2',
  },
  'a flag without a space': {
    object: container({readinessProbe: {exec: {command: ['mysqladmin', '-pS-hunter3', 'ping']}}}),
    secret: 'S-hunter3',
  },
  'a script of a probe': {
    object: container({startupProbe: {exec: {command: ['sh', '-c', 'curl -H "x-token: S-script-token" localhost']}}}),
    secret: 'S-script-token',
  },
  'a hook': {
    object: container({lifecycle: {preStop: {exec: {command: ['drain', '--token', 'S-hook-token']}}}}),
    secret: 'S-hook-token',
  },
  'a header of a probe': {
    object: container({
      livenessProbe: {
        httpGet: {path: '/livez', port: 1, httpHeaders: [{name: 'X-Auth-Token', value: 'S-header-token'}]},
      },
    }),
    secret: 'S-header-token',
  },
  'a parameter of a probe': {
    object: container({livenessProbe: {httpGet: {path: '/livez?token=S-path-token', port: 1}}}),
    secret: 'S-path-token',
  },
  'a ConfigMap': {
    object: object('ConfigMap', {data: {'app.yaml': 'db:\n  password: S-config-pass\n'}}),
    secret: 'S-config-pass',
  },
  'a Secret as it is written': {object: object('Secret', {stringData: {user: 'S-plain-user'}}), secret: 'S-plain-user'},
  'a Secret, encoded': {
    object: object('Secret', {data: {key: Buffer.from('S-encoded-value').toString('base64')}}),
    secret: 'S-encoded-value',
  },
  'its encoded form': {object: object('Secret', {data: {key: 'Uy1lbmNvZGVkLXZhbHVl'}}), secret: 'Uy1lbmNvZGVkLXZhbHVl'},
  'a copy in an annotation': {
    object: object(
      'ConfigMap',
      {},
      {'kubectl.kubernetes.io/last-applied-configuration': '{"stringData":{"password":"S-copied-pass"}}'},
    ),
    secret: 'S-copied-pass',
  },
  'a custom resource': {
    object: object('Database', {
      spec: {users: [{name: 'shop', password: 'S-custom-pass'}]},
      status: {phase: 'Ready', dsn: 'x://u:S-custom-pass@h'},
    }),
    secret: 'S-custom-pass',
  },
  'the trigger of an autoscaler': {
    object: object('ScaledObject', {spec: {triggers: [{metadata: {host: 'amqp://guest:S-trigger-pass@mq'}}]}}),
    secret: 'S-trigger-pass',
  },
};

for (const [title, {object: stated, secret}] of Object.entries(places)) {
  test(`nowhere in what a run leaves behind: ${title}`, async (t) => {
    const folder = join(await mkdtemp(join(tmpdir(), 'seatrial-secrets-')), 'trial');
    const redact = redactor({objects: [stated]});
    const recorder = openRecorder(folder, {clock, epochMs: 0, redactor: redact});
    const said = `Exec failed: [${secret}], see postgres://shop:${secret}@db?x=1 and "${secret}"`;
    const about = {kind: 'Pod', name: 'gateway-abc-1', namespace: 'shop'};
    const message = object('Event', {
      involvedObject: about,
      reason: 'FailedPostStartHook',
      type: 'Warning',
      message: said,
    });
    for (const event of memoryTrial().events) {
      const {seq, tMs: _t, ...body} = event;
      const isBegin = body.kind === 'trial' && body.is === 'begun';
      recorder.append(
        isBegin ? {...body, facts: {...(body.facts as object), argv: ['run', 'oom', `--subject=${secret}`]}} : body,
      );
      if (seq !== 5) continue;
      recorder.append({kind: 'object', is: 'present', object: stated});
      recorder.append({kind: 'object', is: 'present', object: message});
      recorder.append({kind: 'line', source: 'deploy', text: said});
      recorder.append({kind: 'step', name: 's', is: 'failed', facts: {error: said}});
      recorder.append({kind: 'fault', step: 's', is: 'not-exercised', facts: {fault: 'x', why: said}});
      recorder.append({kind: 'answer', step: 's', answer: {question: 'evict', answer: {code: 500, message: said}}});
    }
    recorder.close();
    const history = await readHistory(folder);
    const trial = judge(history);
    const left = [
      await readFile(join(folder, 'history.jsonl'), 'utf8'),
      JSON.stringify(trial),
      verdictText(trial, {color: true, width: 120}),
      redact.text(said),
      ...Object.values(renderers).flatMap((render) => [...render(trial, history).values()]),
    ];
    for (const text of left)
      t.false(text.includes(secret), text.slice(Math.max(0, text.indexOf(secret) - 80), text.indexOf(secret) + 40));
    t.true(redact.taken > 0);
    t.is((await stat(folder)).mode & 0o777, 0o700);
    t.is((await stat(join(folder, 'history.jsonl'))).mode & 0o777, 0o600);
  });
}

test('names, enums and what checks compare stay whatever a value is', (t) => {
  const values = [
    'True',
    'gateway',
    'trial',
    'Ready',
    'present',
    'shop/app:dev',
    'Deployment',
    'liveness',
    'shop',
    '128',
    'overlap',
    'Running',
    'completed',
  ];
  const headers = Object.fromEntries(values.map((value, index) => [`x-canary-${index}`, value]));
  const secrets = object('Secret', {
    stringData: Object.fromEntries(values.map((value, index) => [`key${index}`, value])),
  });
  const {event, text} = redactor({objects: [container({}), secrets], headers: [headers]});
  t.is(text('The pod gateway-abc-1 is gone'), 'The pod gateway-abc-1 is gone');
  const history = memoryTrial();
  t.deepEqual(
    history.events.map(({seq: _seq, tMs: _tMs, ...body}) => event(body)),
    history.events.map(({seq: _seq, tMs: _tMs, ...body}) => body),
  );
  const pod = {...object('Pod', {status: {phase: 'Running'}}), metadata: {name: 'gateway-abc-1'}};
  t.deepEqual(event({kind: 'object', is: 'present', object: pod}), {
    kind: 'object',
    is: 'present',
    object: pod,
  } as never);
  const unhealthy = object('Event', {
    reason: 'Unhealthy',
    message: 'Container app failed liveness probe, will be restarted',
  });
  t.deepEqual(event({kind: 'object', is: 'present', object: unhealthy}), {
    kind: 'object',
    is: 'present',
    object: {...unhealthy, metadata: {...unhealthy.metadata, annotations: {}}},
  } as never);
});

test('of the headers of requests only those whose name says secret', (t) => {
  const {text} = redactor({
    headers: [{'x-canary': 'blue-green', authorization: 'Token S-authorized', 'x-api-key': 'short'}],
  });
  t.is(text('blue-green S-authorized short'), 'blue-green [redacted] short');
});

test('a password in a URL and a token in a query, in any text', (t) => {
  const {text} = redactor();
  t.is(text('GET /a?access_token=abc123&x=1&sig=zz HTTP'), 'GET /a?access_token=[redacted]&x=1&sig=[redacted] HTTP');
  t.is(text('dial mysql://root:p/w@d@db:3306/x'), 'dial mysql://root:[redacted]@db:3306/x');
  t.is(text('open root:secret@tcp(db:3306)/x'), 'open root:[redacted]@tcp(db:3306)/x');
  t.is(text('untolerated taint {key: value}, secret: not found'), 'untolerated taint {key: value}, secret: not found');
});
