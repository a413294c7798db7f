import test from 'ava';
import {app, budget, does, mutated, shapes, workload} from './shapes.ts';
import {service} from '../subject.ts';

const names = ['no-budget', 'budget-lets-none-go', 'budget-lets-all-go', 'budget-selects-nobody', 'two-budgets'];

test('the field that the budget states gets another value', (t) => {
  t.is(does('budget-lets-none-go', shapes.deployment), 'PodDisruptionBudget/web: spec.maxUnavailable set to 0, was 1');
  t.is(
    does('budget-lets-none-go', shapes.statefulSet),
    'PodDisruptionBudget/web: spec.minAvailable set to "100%", was 2',
  );
  t.is(
    does('budget-lets-all-go', shapes.deployment),
    'PodDisruptionBudget/web: spec.maxUnavailable set to "100%", was 1',
  );
  t.is(does('budget-lets-all-go', shapes.statefulSet), 'PodDisruptionBudget/web: spec.minAvailable set to 0, was 2');
});

test('a budget is left out, selects nobody, or gets one over everything beside it, whose name is free', (t) => {
  t.is(does('no-budget', shapes.sidecarFirst), 'PodDisruptionBudget/web left out');
  t.regex(does('budget-selects-nobody', shapes.scaled), /spec.selector set to .*nobody/);
  t.is(
    does('two-budgets', shapes.deployment),
    'PodDisruptionBudget/web-everything added: {"maxUnavailable":1,"selector":{}}',
  );
  const elsewhere = {...budget({}, 'web-everything'), spec: {selector: {matchLabels: {app: 'db'}}}};
  const after = mutated('two-budgets', {objects: [...shapes.deployment.objects, elsewhere]});
  t.is(after.at(-1)?.metadata.name, 'web-everything-2');
});

test('without exactly one budget over several replicas none of them is a defect of a budget', (t) => {
  const two = {objects: [...shapes.deployment.objects, budget({}, 'second')]};
  for (const name of names) {
    t.regex(does(name, shapes.plain), /^not: it has one replica/);
    t.regex(does(name, shapes.daemonSet), /^not: .*DaemonSet/);
    t.regex(does(name, {objects: [service('web'), workload('Deployment', [app])]}), /^not: no budget covers/);
    t.regex(does(name, two), /^not: .*\/web and .*\/second cover its pods/);
  }
});

test('a budget that states nothing has no field to change', (t) => {
  const objects = [service('web'), budget({}), workload('Deployment', [app])];
  t.regex(does('budget-lets-none-go', {objects}), /^not: .*neither maxUnavailable nor minAvailable/);
});
