import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {execa} from 'execa';
import {stringify} from 'yaml';
import type {Trial} from '../../../src/judge/trial.ts';
import {main} from '../brief-run.ts';

const deployment = (name: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {name},
  spec: {
    replicas: 1,
    selector: {matchLabels: {app: name}},
    template: {
      metadata: {labels: {app: name}},
      spec: {
        containers: [
          {
            name,
            image: 'seatrial/sentinel:dev',
            imagePullPolicy: 'IfNotPresent',
            ports: [{containerPort: 8080}],
            resources: {requests: {cpu: '10m', memory: '16Mi'}, limits: {memory: '32Mi'}},
          },
        ],
      },
    },
  },
});

const service = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name},
  spec: {selector: {app: name}, ports: [{port: 80, targetPort: 8080}]},
});

const door = (name: string, share: number, expect: object) => ({
  service: name,
  port: 80,
  timeoutMs: 1000,
  share,
  requests: [{name, path: '/', expect}],
});

/** The trial of a subject by a scenario of some seconds. */
async function tried(
  t: ExecutionContext,
  {
    profile,
    objects,
    scenario,
  }: {readonly profile: object; readonly objects: readonly object[]; readonly scenario: object},
): Promise<{readonly trial: Trial; readonly said: string}> {
  const cwd = mkdtempSync(join(tmpdir(), 'seatrial-entries-'));
  t.teardown(() => rmSync(cwd, {recursive: true}));
  mkdirSync(join(cwd, 'scenarios'));
  writeFileSync(join(cwd, 'scenarios', 'short.ts'), `export default ${JSON.stringify(scenario)};\n`);
  writeFileSync(join(cwd, 'all.yaml'), objects.map((object) => stringify(object)).join('---\n'));
  writeFileSync(join(cwd, 'seatrial.yaml'), stringify({manifests: ['all.yaml'], ...profile}));
  const argv = [main, 'run', 'short', '--scenarios', 'scenarios', '--subject', 'seatrial.yaml', '--reuse'];
  const run = await execa(process.execPath, argv, {cwd, reject: false, all: true});
  const [, report = ''] = /^Report: (.*)\/report\.html$/m.exec(run.stdout) ?? [];
  t.not(report, '', run.all);
  return {trial: JSON.parse(readFileSync(join(report, 'trial.json'), 'utf8')) as Trial, said: run.all};
}

test.serial('by two doors, one of which answers nothing that it should: it fails, and the other passes', async (t) => {
  const {trial, said} = await tried(t, {
    objects: [deployment('web'), service('web'), deployment('api'), service('api')],
    profile: {
      name: 'two-doors',
      entries: [door('web', 0.6, {status: 200}), door('api', 0.4, {bodyIncludes: 'what nobody answers'})],
      peak: {rps: 30, replicas: 1},
      slo: {availability: 0.9, latency: {percentile: 90, ms: 500}},
    },
    scenario: {
      question: 'Are both open?',
      items: ['replicas'],
      stages: [
        {name: 'peak', peaks: 1, atLeastMs: 10_000},
        // Counts of a second are interpolated: what is lost of the first and the last one must be little of the whole.
        {name: 'control', peaks: 3, atLeastMs: 30_000},
        {name: 'recovery', peaks: 1, atLeastMs: 5000},
      ],
      checks: [{check: 'availability'}],
    },
  });
  const availability = trial.findings.filter(({check}) => check === 'availability');
  t.deepEqual(
    availability.map(({verdict, sentence}) => [verdict, sentence.startsWith('At api: ')]),
    [
      ['pass', false],
      ['fail', true],
    ],
    said,
  );
  t.is(trial.verdict, 'fail', said);
});

test.serial(
  'without an entry a pod that is deleted is replaced in time; nothing is sent, and that is said',
  async (t) => {
    const steps = [
      {fault: 'pod-delete', on: {workload: 'entry', pick: 0}, until: {is: 'fully-recovered'}, withinMs: 60_000},
    ];
    const {trial, said} = await tried(t, {
      objects: [deployment('worker')],
      profile: {name: 'worker'},
      scenario: {
        question: 'Is it replaced?',
        items: ['replicas'],
        stages: [
          {name: 'control', peaks: 3, atLeastMs: 5000},
          {name: 'fault', peaks: 3, atLeastMs: 5000, steps},
        ],
        checks: [{check: 'outage-predicted'}, {check: 'stays-up'}],
      },
    });
    t.is(trial.headline, 'pass (without a load)', said);
    const of = (name: string) => trial.findings.filter(({check}) => check === name);
    t.deepEqual(
      of('outage-predicted/replaced').map(({verdict}) => verdict),
      ['pass'],
      said,
    );
    t.deepEqual([...new Set(of('stays-up').map(({uncounted}) => uncounted))], ['not-exercised'], said);
    t.is(Math.max(...trial.stages.map(({requests}) => requests)), 0);
  },
);
