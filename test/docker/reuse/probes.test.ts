import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import test from 'ava';
import {execa} from 'execa';
import type {Finding} from '../../../src/judge/finding.ts';
import {ofToday} from '../turns.ts';

interface Trial {
  readonly verdict: string;
  readonly findings: readonly Finding[];
}

/**
 * Debian's nginx, a master and workers that nobody made for a sea trial: what is paused, which liveness it has, and
 * what must be said of it.
 */
const trials = [
  {
    scenario: 'scenarios/deadlock.ts',
    subject: 'demo/plain',
    verdict: 'pass',
    says: /hung, and liveness \(httpGet \/\) restarted it after/,
  },
  {
    scenario: 'scenarios/deadlock.ts',
    subject: 'demo/plain/open-port',
    verdict: 'fail',
    says: /liveness \(tcpSocket 80\) only sees an open port.*no restart/,
  },
  {
    scenario: 'test/docker/reuse/first-process.mts',
    subject: 'demo/plain',
    verdict: 'pass',
    says: /alone was paused .*nobody restarted it, and no probe could know/,
  },
  {
    scenario: 'test/docker/reuse/first-process.mts',
    subject: 'demo/plain/open-port',
    verdict: 'pass',
    says: /alone was paused .*nobody restarted it, and no probe could know/,
  },
] as const;

/** As short as they can be: what is judged is what the probes do in the fault stage. */
const stages = [
  {name: 'warm-up', peaks: 3, rampMs: 5000, atLeastMs: 10_000},
  // What the surge is compared with: without it nothing says that the pods felt it.
  {name: 'peak', peaks: 1, atLeastMs: 10_000},
  {name: 'control', peaks: 3, atLeastMs: 15_000},
  {name: 'fault', peaks: 3, atLeastMs: 5000},
  {name: 'after', peaks: 3, atLeastMs: 10_000},
];

/** A scenario of ours with these stages, as a file in the folder of a project. */
function brief(path: string): string {
  return `import scenario from ${JSON.stringify(resolve(path))};
const {steps, ...rest} = scenario;
const stages = ${JSON.stringify(stages)}.map((stage) => (stage.name === 'fault' ? {...stage, steps} : stage));
export default {...rest, stages};
`;
}

for (const {scenario, subject, verdict, says} of ofToday(trials)) {
  test.serial(`${scenario} on ${subject}: ${verdict}`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'seatrial-probes-'));
    t.teardown(async () => rm(folder, {recursive: true}));
    // A project's own scenarios are read when they are named; its reports are written where it stands.
    await mkdir(join(folder, 'scenarios'));
    await writeFile(join(folder, 'scenarios', 'brief.mts'), brief(scenario));
    const argv = [
      resolve('src/cli/main.ts'),
      'run',
      'brief',
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
