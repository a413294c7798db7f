import {join, resolve} from 'node:path';
import test from 'ava';
import {calibratedBy} from '../../../src/cli/calibration/subjects.ts';
import {mutants} from '../../../src/subject/mutants/mutants.ts';
import {folderWith} from '../../subject/folders.ts';

const names = (of: readonly {readonly name: string}[]) => of.map(({name}) => name);

test('without a subject it is the demo and its twins, and no mutants', async (t) => {
  const {profile, twins, mutants: made, isKnownSound} = await calibratedBy({});
  t.is(profile, resolve('demo/shop/seatrial.yaml'));
  t.true(twins.length > 20);
  t.deepEqual([made, isKnownSound], [[], true]);
});

test('a subject of ours has all mutants, and is known to be sound when it has twins', async (t) => {
  const podinfo = await calibratedBy({subject: 'demo/podinfo/seatrial.yaml'});
  t.deepEqual(names(podinfo.twins), ['random-errors', 'stops-at-once']);
  t.deepEqual([names(podinfo.mutants), podinfo.isKnownSound], [names(mutants), true]);
  t.true((await calibratedBy({subject: 'demo/shop/seatrial.yaml'})).isKnownSound);
  const plain = await calibratedBy({subject: 'demo/plain/seatrial.yaml'});
  t.deepEqual([plain.twins, plain.mutants.length, plain.isKnownSound], [[], mutants.length, false]);
});

test('a subject may be named by the folder that holds its profile', async (t) => {
  const [folder, file] = await Promise.all(
    ['demo/podinfo', 'demo/podinfo/seatrial.yaml'].map(async (subject) => calibratedBy({subject})),
  );
  t.deepEqual(folder, file);
});

test('a stranger’s subject is not known to be sound, and its twins reach up to its profile', async (t) => {
  const folder = await folderWith(t, {
    'web/seatrial.yaml': `
name: web
manifests: [web.yaml]
entry: {service: web, port: 80, timeoutMs: 1000, requests: [{name: home, path: /}]}
peak: {rps: 40, replicas: 3}
slo: {latency: {percentile: 99, ms: 300}}
`,
    'web/web.yaml': '',
    'web/twins/slow/seatrial.yaml': `
base: ../../seatrial.yaml
name: slow
expect: {scenario: oom, check: throttling, object: {kind: Deployment, name: web}, path: spec}
`,
  });
  const {twins, isKnownSound, root} = await calibratedBy({subject: join(folder, 'web/seatrial.yaml')});
  t.deepEqual([names(twins), isKnownSound], [['slow'], false]);
  t.true(root?.endsWith('/web'));
});
