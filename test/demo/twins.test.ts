import {readdirSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import {parse} from 'yaml';
import type {Scenario} from '../../src/scenario/scenario.ts';
import {loadProfile} from '../../src/subject/profile/load.ts';

interface Kustomization {
  readonly resources: readonly string[];
  readonly patches?: readonly unknown[];
}

const twins = 'demo/twins';
const names = readdirSync(twins);

const scenarios: Readonly<Record<string, number>> = {
  oom: 4,
  'pod-kill': 3,
  'node-kill': 2,
  'zone-outage': 1,
  'node-drain': 4,
  'rolling-update': 3,
  deadlock: 4,
  'lying-probe': 2,
  'dependency-loss': 2,
  'slow-start': 1,
};

for (const [scenario, count] of Object.entries(scenarios)) {
  test(`there are twins of ${scenario}`, (t) => {
    t.true(names.filter((name) => name.startsWith(`${scenario}-`)).length >= count);
  });
}

for (const name of names) {
  test(`${name}: the demo with its own name, and what must catch it`, async (t) => {
    const [twin, demo] = await Promise.all([
      loadProfile(join(twins, name, 'seatrial.yaml')),
      loadProfile('demo/shop/seatrial.yaml'),
    ]);
    t.is(twin.facts.name, name);
    t.deepEqual({...twin.facts, name: '', profilePath: ''}, {...demo.facts, name: '', profilePath: ''});
    t.deepEqual(twin.requests, demo.requests);
    const {scenario = '', check = ''} = twin.expect ?? {};
    t.true(name.startsWith(`${scenario}-`));
    const {checks} = ((await import(`../../scenarios/${scenario}.ts`)) as {readonly default: Scenario}).default;
    t.true(
      checks.some((one) => one.check === check),
      `${scenario} asks ${check}`,
    );
    const {
      resources,
      patches = [],
      ...rest
    } = parse(await readFile(join(twins, name, 'kustomization.yaml'), 'utf8')) as Kustomization;
    t.is(resources[0], '../../shop/manifests');
    t.is(resources.length - 1 + patches.length, 1, 'one patch or one object more');
    t.deepEqual(rest, {});
  });
}

test('the demo itself expects nothing', async (t) => {
  t.is((await loadProfile('demo/shop/seatrial.yaml')).expect, undefined);
});
