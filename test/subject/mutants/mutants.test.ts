import {readdirSync} from 'node:fs';
import test from 'ava';
import {containersOf} from '../../../src/kubernetes/containers.ts';
import type {KubeObject} from '../../../src/kubernetes/kube-object.ts';
import type {Scenario} from '../../../src/scenario/scenario.ts';
import {measuredContainer, planted, plantingOf} from '../../../src/subject/mutants/plant.ts';
import {mutants} from '../../../src/subject/mutants/mutants.ts';
import {refOf} from '../../../src/subject/mutants/sound.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {beyondBaseline} from '../../../src/subject/trust/trust.ts';
import {expectedIn} from './expected.ts';
import {app, dependent, does, mutantOf, mutated, type Shape, shapes, workload} from './shapes.ts';
import {manifestsOf, profile, service} from '../subject.ts';

const peak = 70 * 2 ** 20;
const all = Object.entries<Shape>(shapes);

test('names are their own, and each is caught by a check of its scenario', async (t) => {
  t.is(new Set(mutants.map(({name}) => name)).size, mutants.length);
  t.false(mutants.some(({name}) => name === 'good'));
  t.deepEqual(
    readdirSync('demo/twins').filter((twin) => mutants.some(({name}) => name === twin)),
    [],
    'a twin and a mutant are told apart by their names',
  );
  for (const {name, scenario, check, defect} of mutants) {
    const {checks} = ((await import(`../../../scenarios/${scenario}.ts`)) as {readonly default: Scenario}).default;
    t.true(
      checks.some((one) => one.check === check),
      `${name}: ${scenario} asks ${check}`,
    );
    t.regex(defect, /^[A-Z].*\.$/, name);
  }
});

for (const [title, shape] of all) {
  test(`${title}: a mutant differs in one object, and the owner's objects stay as they are`, (t) => {
    const before = JSON.stringify(shape.objects);
    const manifests = manifestsOf(shape.objects);
    const own = {...shape, profile: dependent};
    for (const mutant of mutants) {
      const planting = plantingOf(mutant, {profile: own.profile, manifests}, peak);
      if ('reason' in planting) {
        t.regex(planting.reason, /^\S.*[^.]$/, mutant.name);
        continue;
      }
      const after = planted(manifests, planting.edit);
      const changed = new Set(
        [...manifests, ...after].filter((one) => !(manifests.includes(one) && after.includes(one))),
      );
      t.is(new Set([...changed].map(({object}) => JSON.stringify(refOf(object)))).size, 1, mutant.name);
      t.deepEqual(beyondBaseline(after), beyondBaseline(manifests), `${mutant.name} asks for nothing more`);
      const {object, path} = planting.at;
      const found = [...shape.objects, ...after.map((one) => one.object)].find(
        ({kind, metadata}) => kind === object.kind && metadata.name === object.name,
      );
      t.truthy(found, `${mutant.name}: ${object.kind} ${object.name} is there`);
      if (object.container !== undefined && found !== undefined)
        t.true(containersOf(found).some(({name}) => name === object.container));
      t.notRegex(path, /undefined/);
    }
    t.is(JSON.stringify(shape.objects), before);
  });
}

test('half of the mutants and more apply to a common service, and what does not says why', (t) => {
  const apply = (shape: Shape) => mutants.filter(({name}) => !does(name, shape, peak).startsWith('not: ')).length;
  t.is(apply({...shapes.deployment, profile: dependent}), mutants.length);
  t.true(apply(shapes.statefulSet) >= 12);
  t.is(apply(shapes.plain), 0, 'what has nothing cannot lose it');
});

test('what arithmetic decides is found in the objects alone, and not in the sound ones', (t) => {
  for (const name of [
    'no-memory-limit',
    'budget-lets-none-go',
    'budget-lets-all-go',
    'budget-selects-nobody',
    'two-budgets',
  ]) {
    for (const shape of [shapes.deployment, shapes.sidecarFirst]) {
      const {check} = mutantOf(name);
      const planting = plantingOf(mutantOf(name), {profile: profile(), manifests: manifestsOf(shape.objects)});
      if ('reason' in planting) throw new Error(planting.reason);
      t.true(expectedIn(mutated(name, shape), {check, ...planting.at}), name);
      t.false(expectedIn(shape.objects, {check, ...planting.at}), `${name}, sound`);
    }
  }
});

test('the container that is measured is the one that answers', (t) => {
  const manifests = manifestsOf(shapes.sidecarFirst.objects);
  t.deepEqual(measuredContainer({profile: profile(), manifests}), {kind: 'Deployment', name: 'web', container: 'app'});
  const empty: readonly KubeObject[] = [service('web'), workload('Deployment', [])];
  t.throws(() => measuredContainer({profile: profile(), manifests: manifestsOf(empty)}), {instanceOf: UsageError});
  t.throws(() => does('no-liveness', {objects: [workload('Deployment', [app])]}), {instanceOf: UsageError});
});
