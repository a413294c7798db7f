import test from 'ava';
import {judge} from '../../../src/judge/judge.ts';
import {serving} from '../../world/defects.ts';
import {goodSubject, usual} from '../../world/good.ts';
import {scenarioNamed} from '../../world/scenarios.ts';
import {trialOf} from '../../world/trial.ts';
import {service} from '../subject.ts';
import {app, does, workload} from './shapes.ts';

/** Liveness that gives up after so long and no sooner: 12, 26, 28 and 40 s. */
const cases = [
  {period: 6, failures: 3},
  {period: 13, failures: 3},
  {period: 14, failures: 3},
  {period: 20, failures: 3},
];

for (const {period, failures} of cases) {
  test(`a startup probe is left out where its scenario shows it: liveness ${period} s × ${failures}`, async (t) => {
    const livenessProbe = {
      httpGet: {path: '/livez', port: 'http'},
      periodSeconds: period,
      failureThreshold: failures,
    };
    const objects = [service('web'), workload('Deployment', [{...app, livenessProbe}])];
    const isPlanted = !does('no-startup-probe', {objects}).startsWith('not: ');
    const good = goodSubject({...usual, liveness: {initialDelay: 0, period, timeout: 1, failures}});
    const mutant = serving((one) => ({...one, startup: undefined}))(good);
    const trial = judge(await trialOf('slow-start', scenarioNamed('slow-start'), mutant));
    const own = trial.findings.filter(({check, verdict}) => check === 'slow-start-unharmed' && verdict === 'fail');
    t.is(own.length > 0, isPlanted, trial.headline);
  });
}
