import {readFileSync} from 'node:fs';
import test from 'ava';
import {pins} from '../../../src/setup/sources/pins.ts';

function nodeImage(file: string): string {
  return readFileSync(new URL(`../../../node-image/${file}`, import.meta.url), 'utf8');
}

test('go.mod requires the pinned modules, and go.sum has their checksums', (t) => {
  const [mod, sum] = [nodeImage('go.mod'), nodeImage('go.sum')];
  for (const [module, version] of Object.entries(pins.goModules)) {
    t.true(mod.includes(`\t${module} ${version}`), `${module} ${version} in go.mod`);
    t.true(sum.includes(`${module} ${version} h1:`), `${module} ${version} in go.sum`);
  }
  const replaced = [...mod.matchAll(/^\tk8s\.io\/\S+ => (\S+) (\S+)$/gm)].filter(
    (match) => match[2] !== String(pins.kubernetes.built.staging),
  );
  t.deepEqual(replaced, []);
  t.regex(mod, new RegExp(`^go ${pins.go.replace('.', String.raw`\.`)}`, 'm'));
});

test('the storage provisioner is built from a go.mod of its own, with the checksums of all it needs', (t) => {
  const [mod, sum] = [nodeImage('../storage-provisioner/go.mod'), nodeImage('../storage-provisioner/go.sum')];
  const {module, version} = pins.localPath;
  t.true(mod.includes(`tool ${module}\n`));
  const required = [...mod.matchAll(/^\t?(?:require )?(\S+\/\S+) (v\S+)/gm)];
  t.true(required.some(([, name, at]) => name === module && at === version));
  for (const [, name, at] of required) t.true(sum.includes(`${name} ${at} h1:`), `${name} ${at}`);
});

test('Helm is built from a go.mod of its own, with the checksums of all it needs', (t) => {
  const [mod, sum] = [nodeImage('../helm/go.mod'), nodeImage('../helm/go.sum')];
  const {module, version} = pins.helm;
  t.true(mod.includes(`tool ${module}/cmd/helm\n`));
  const required = [...mod.matchAll(/^\t?(?:require )?(\S+\/\S+) (v\S+)/gm)];
  t.true(required.some(([, name, at]) => name === module && at === version));
  for (const [, name, at] of required) t.true(sum.includes(`${name} ${at} h1:`), `${name} ${at}`);
});

test('podinfo is built from a go.mod of its own, with the checksums of all it needs', (t) => {
  const [mod, sum] = [nodeImage('../demo/podinfo/module/go.mod'), nodeImage('../demo/podinfo/module/go.sum')];
  const {module, version} = pins.podinfo;
  const required = [...mod.matchAll(/^\t?(?:require )?(\S+\/\S+) (v\S+)/gm)];
  t.true(required.some(([, name, at]) => name === module && at === version));
  for (const [, name, at] of required) t.true(sum.includes(`${name} ${at} h1:`), `${name} ${at}`);
});

test('the versions that are said twice agree', (t) => {
  t.is(pins.goModules['k8s.io/kubernetes'], pins.kubernetes.built.version);
  t.is(String(pins.kubernetes.built.staging), pins.kubernetes.built.version.replace('v1.', 'v0.'));
  t.is(pins.goModules['sigs.k8s.io/kind'], pins.kind.version);
  t.true(
    nodeImage('default-cni.yaml').includes(
      `docker.io/cloudnativelabs/kube-router:${pins.goModules['github.com/cloudnativelabs/kube-router/v2']}`,
    ),
  );
  t.true(
    nodeImage('metrics-server.yaml').includes(
      `registry.k8s.io/metrics-server/metrics-server:${pins.goModules['sigs.k8s.io/metrics-server']}`,
    ),
  );
  for (const file of ['Dockerfile', 'components.Dockerfile', 'node.Dockerfile', 'sentinel/Dockerfile'])
    t.true(nodeImage(file).includes(`FROM ${pins.images.debian.tag}`), file);
});

test('whatever is fetched is held by a checksum, but for the two base images', (t) => {
  t.regex(pins.kubernetes.pulled.image, new RegExp(`:${pins.kubernetes.pulled.version}@sha256:[0-9a-f]{64}$`));
  for (const digest of Object.values(pins.kind.sha256)) t.regex(digest, /^[0-9a-f]{64}$/);
  for (const {integrity} of Object.values(pins.nodePackages)) t.regex(integrity, /^sha512-/);
  t.regex(pins.zipkin.sha256, /^[0-9a-f]{64}$/);
});

test('the subnets are from the range set aside for benchmarks', (t) => {
  for (const subnet of [pins.docker.bridge, pins.docker.pool.base]) t.regex(subnet, /^198\.(18|19)\./);
});
