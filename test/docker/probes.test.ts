import {cp, mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import test from 'ava';
import {execa} from 'execa';
import type {Finding} from '../../src/judge/finding.ts';
import {ofToday} from './turns.ts';

interface Trial {
  readonly verdict: string;
  readonly findings: readonly Finding[];
}

/**
 * Debian's nginx, a master and workers that nobody made for a sea trial: what is frozen, which liveness it has, and
 * what must be said of it.
 */
const trials = [
  {
    scenario: 'deadlock',
    subject: 'demo/plain',
    verdict: 'pass',
    says: /hung, and liveness \(httpGet \/\) restarted it after/,
  },
  {
    scenario: 'deadlock',
    subject: 'demo/plain/open-port',
    verdict: 'fail',
    says: /liveness \(tcpSocket 80\) only sees an open port.*no restart/,
  },
  {
    scenario: 'first-process',
    subject: 'demo/plain',
    verdict: 'pass',
    says: /alone was frozen .*nobody restarted it, and no probe could know/,
  },
  {
    scenario: 'first-process',
    subject: 'demo/plain/open-port',
    verdict: 'pass',
    says: /alone was frozen .*nobody restarted it, and no probe could know/,
  },
] as const;

for (const {scenario, subject, verdict, says} of ofToday(trials)) {
  test.serial(`${scenario} on ${subject}: ${verdict}`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'seatrial-probes-'));
    t.teardown(async () => rm(folder, {recursive: true}));
    // A project's own scenarios are read when they are named; its reports are written where it stands.
    await cp('test/docker/first-process.mts', join(folder, 'scenarios', 'first-process.mts'), {recursive: true});
    const argv = [
      resolve('src/cli/main.ts'),
      'run',
      scenario,
      '--reuse',
      '--scenarios',
      join(folder, 'scenarios'),
      '--subject',
      resolve(subject, 'seatrial.yaml'),
    ];
    const run = await execa(process.execPath, argv, {reject: false, all: true, cwd: folder});
    const report = /Report: (.*)\/report\.html/.exec(run.stdout)?.[1] ?? '';
    const trial = JSON.parse(await readFile(join(report, 'trial.json'), 'utf8')) as Trial;
    t.is(trial.verdict, verdict, run.all);
    const finding = trial.findings.find(({check}) => check === 'liveness-restarts');
    t.regex(finding?.sentence ?? '', says);
  });
}
