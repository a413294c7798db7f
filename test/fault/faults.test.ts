import test from 'ava';
import {capabilities} from '../../src/cluster/capabilities.ts';
import type {Fault} from '../../src/fault/fault.ts';
import {faultNamed, faults} from '../../src/fault/faults.ts';
import {NotExercisedError} from '../../src/fault/not-exercised.ts';
import {fakeCluster} from './fake-cluster.ts';

for (const [name, fault] of Object.entries(faults) as [string, Fault][]) {
  test(`${name} is read through another channel than it is injected by`, (t) => {
    t.not(fault.injectsBy, fault.readsBy);
  });

  test(`${name} needs what can be probed for`, (t) => {
    t.deepEqual(
      fault.requires.filter((need) => !(need in capabilities)),
      [],
    );
  });

  test(`${name} on nobody is not exercised, and touches nothing`, async (t) => {
    const {tools, did} = fakeCluster();
    await t.throwsAsync(async () => fault.mark([], {}, tools), {instanceOf: NotExercisedError});
    t.deepEqual(did, []);
  });
}

test('a fault is known by its name, and by the one it had when an older version left it to be undone', (t) => {
  t.is(faultNamed('node-drain'), faults['node-drain']);
  t.is(faultNamed('node-freeze'), faults['node-pause'] as Fault);
  t.is(faultNamed('constructor'), undefined);
});
