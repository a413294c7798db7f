import {chmodSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {parse} from 'yaml';
import {folderWith} from '../subject/folders.ts';
import {seatrial} from './seatrial.ts';

const manifests = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: app
          image: web:1
          env: [{name: DATABASE_URL, value: "postgres://db:5432/shop"}]
          readinessProbe: {httpGet: {path: /ready, port: 8080}}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  selector: {matchLabels: {app: db}}
  template: {metadata: {labels: {app: db}}, spec: {containers: [{name: db, image: "db:1"}]}}
---
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {selector: {app: db}, ports: [{port: 5432}]}
`;

const here = async (t: ExecutionContext): Promise<string> => folderWith(t, {'k8s/all.yaml': manifests});

test('init writes a profile that is refused until the owner answers, then read without a cluster', async (t) => {
  const folder = await here(t);
  const written = await seatrial(['init'], {}, folder);
  t.is(written.exitCode, 0, written.stderr);
  t.regex(
    written.stdout,
    /^Wrote seatrial\.yaml from 4 objects\.\nOnly you know 3 values; search for TODO:\n {2}peak\.rps\n/,
  );
  const file = join(folder, 'seatrial.yaml');
  const text = readFileSync(file, 'utf8');
  t.like(parse(text), {
    manifests: ['./k8s'],
    entry: {service: 'web', port: 80, requests: [{path: '/ready'}]},
    peak: {rps: 'TODO', replicas: 3},
    dependencies: [{name: 'db', workload: 'db', kind: 'in-cluster', need: 'TODO'}],
  });
  const refused = await seatrial(['plan', '--offline', '--subject', 'seatrial.yaml'], {}, folder);
  t.is(refused.exitCode, 64);
  t.regex(refused.stderr, /seatrial\.yaml:\d+:\d+: expected an answer at peak\.rps, got TODO: only you know it/);
  t.notRegex(refused.stderr, /\n\s+at /);
  writeFileSync(
    file,
    text.replace('rps: TODO', 'rps: 40').replace('ms: TODO', 'ms: 300').replace('need: TODO', 'need: hard'),
  );
  const planned = await seatrial(['plan', '--offline', '--subject', 'seatrial.yaml'], {}, folder);
  t.is(planned.exitCode, 0, planned.stderr);
  t.regex(planned.stdout, /The load would enter by Service\/web, port 80, to Deployment\/web with 3 replicas/);
  t.regex(planned.stdout, /Linted, not proved:\n {2}✘ Deployment\/web, container app is admitted without/);
  const json = await seatrial(['plan', 'oom', '--offline', '--json', '--subject', 'seatrial.yaml'], {}, folder);
  t.like(JSON.parse(json.stdout), {
    objects: {Deployment: 1, Service: 2, StatefulSet: 1},
    scenarios: [{scenario: 'oom'}],
  });
});

test('once more it keeps what the owner wrote; --force writes anew', async (t) => {
  const folder = await here(t);
  const file = join(folder, 'seatrial.yaml');
  writeFileSync(file, 'name: mine # as we call it\npeak: {rps: 12}\n');
  const kept = await seatrial(['init', 'k8s'], {}, folder);
  t.is(kept.exitCode, 0, kept.stderr);
  t.regex(kept.stdout, /2 values of yours stayed/);
  t.like(parse(readFileSync(file, 'utf8')), {name: 'mine', peak: {rps: 12, replicas: 3}});
  t.is((await seatrial(['init', 'k8s', '--force'], {}, folder)).exitCode, 0);
  t.like(parse(readFileSync(file, 'utf8')), {peak: {rps: 'TODO'}});
});

test('where there is nothing to read nothing is written', async (t) => {
  const folder = await folderWith(t, {'README.md': 'x'});
  const {exitCode, stderr} = await seatrial(['init'], {}, folder);
  t.is(exitCode, 64);
  t.regex(stderr, /There are no manifests in \., nor in a usual folder below it/);
  t.throws(() => readFileSync(join(folder, 'seatrial.yaml')));
});

test('a compose file becomes manifests through kompose, then a profile; nothing that is there is written over', async (t) => {
  const folder = await folderWith(t, {
    'compose.yaml': 'services: {web: {image: "web:1"}}\n',
    'all.yaml': manifests,
    // What kompose does as far as it matters here: it writes files into the folder that it is told.
    'bin/kompose': `#!/bin/sh\n[ "$1 $2" = "convert --file" ] && [ "$4" = "--out" ] || exit 2\n/bin/grep -q refused "$3" && echo "no such service" >&2 && exit 1\n/bin/cp "$(/usr/bin/dirname "$3")/all.yaml" "$5/web.yaml"\n`,
  });
  chmodSync(join(folder, 'bin/kompose'), 0o755);
  const env = {PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`};
  const written = await seatrial(['init', 'compose.yaml'], env, folder);
  t.is(written.exitCode, 0, written.stderr);
  t.like(parse(readFileSync(join(folder, 'seatrial.yaml'), 'utf8')), {manifests: ['./k8s'], entry: {service: 'web'}});
  t.deepEqual(readdirSync(folder).toSorted(), ['all.yaml', 'bin', 'compose.yaml', 'k8s', 'seatrial.yaml']);
  const again = await seatrial(['init', 'compose.yaml'], env, folder);
  t.is(again.exitCode, 64);
  t.regex(again.stderr, /k8s is there already; nothing was written/);
  writeFileSync(join(folder, 'compose.yaml'), '# refused\n');
  const refused = await seatrial(['init', 'compose.yaml', '--force'], env, folder);
  t.is(refused.exitCode, 64);
  t.regex(refused.stderr, /compose\.yaml: kompose refuses it: no such service/);
  t.deepEqual(readdirSync(folder).toSorted(), ['all.yaml', 'bin', 'compose.yaml', 'k8s', 'seatrial.yaml']);
  const without = await seatrial(['init', 'compose.yaml'], {PATH: '/usr/bin:/bin'}, folder);
  t.is(without.exitCode, 3);
  t.regex(without.stderr, /no kompose is here[^]*Put kompose/);
});
