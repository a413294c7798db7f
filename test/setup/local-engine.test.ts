import {existsSync, readFileSync} from 'node:fs';
import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import test from 'ava';
import type {Bench} from '../../src/setup/bench.ts';
import {placeOfEngine, requireAnswer, requireEngine, requireLocalEngine} from '../../src/setup/local-engine.ts';
import {HarnessError, UsageError} from '../../src/system/errors.ts';
import {type Answer, benchWith, scripted} from './bench.ts';

/** A machine whose client and engine answer so. */
function machine({
  endpoint = 'unix:///var/run/docker.sock',
  client = 'Docker version 28.2.2, build e6534b4',
  components = '[{"Name":"Engine"}]',
  ...rest
}: {
  readonly endpoint?: string;
  readonly client?: string;
  readonly components?: string;
  readonly info?: string;
  readonly probe?: (command: string, bench: Bench) => Answer | undefined;
  readonly env?: Bench['env'];
}): {readonly bench: Bench; readonly asked: readonly string[]} {
  const answers: Readonly<Record<string, string>> = {
    'docker --version': client,
    'docker context inspect --format {{.Endpoints.docker.Host}}': endpoint,
    'docker version --format {{json .Server.Components}}': components,
    'docker info --format {{json .}}': rest.info ?? '{"ID":"e1","SecurityOptions":["name=seccomp"]}',
  };
  const {exec, asked} = scripted((command) => {
    const stdout = answers[command];
    return stdout === undefined ? (rest.probe ?? sees)(command, bench) : {stdout};
  });
  const bench = benchWith({exec, ...(rest.env === undefined ? {} : {env: rest.env})});
  return {bench, asked};
}

/** An engine that sees what is mounted: it gives the file's content back. */
function sees(command: string): Answer | undefined {
  if (command.startsWith('docker import')) return {stdout: 'sha256:empty'};
  const source = /source=([^,]*)/.exec(command)?.[1];
  if (source !== undefined) return {stdout: `id-of-${source}`};
  const copied = /^docker cp id-of-(.*):\/nonce -$/.exec(command)?.[1];
  return copied === undefined ? {} : {stdout: readFileSync(copied, 'utf8')};
}

for (const endpoint of [
  'tcp://prod.example:2376',
  'ssh://root@prod.example',
  'http://198.18.0.9:2375',
  'npipe:////prod/pipe/docker_engine',
  'fd://3',
  '/var/run/docker.sock',
  'tcp://127.0.0.1:2375',
]) {
  test(`${endpoint} is refused by variable and by context, before the engine is asked anything`, async (t) => {
    for (const [given, type] of [
      [{endpoint}, 'docker context use default'],
      [{env: {DOCKER_HOST: endpoint}}, 'unset DOCKER_HOST'],
    ] as const) {
      const {bench, asked} = machine(given);
      const error = await t.throwsAsync(requireLocalEngine(bench), {instanceOf: UsageError});
      t.is(error?.message, `The Docker engine at ${endpoint} is on another machine`);
      t.true(error?.hint?.endsWith(`Type: ${type}`));
      t.deepEqual(
        asked.filter((command) => !command.includes('context inspect')),
        [],
      );
    }
  });
}

test('an engine that sees a file of ours is used, nothing stays of the proof, and it is asked once for each boot', async (t) => {
  const {bench, asked} = machine({});
  await requireLocalEngine(bench);
  const created = asked.find((command) => command.startsWith('docker create')) ?? '';
  const id = `id-of-${/source=([^,]*)/.exec(created)?.[1] ?? ''}`;
  t.true(asked.includes(`docker rm --volumes ${id}`));
  t.true(asked.includes('docker image rm sha256:empty'));
  t.deepEqual(await readdir(bench.state), ['engine.json']);
  const before = asked.length;
  await requireLocalEngine(bench);
  t.false(asked.slice(before).some((command) => /import|create/.test(command)));
  t.is(await placeOfEngine(bench), 'this machine (unix:///var/run/docker.sock)');
});

test('a proof of one engine is none of another', async (t) => {
  const {bench} = machine({});
  await requireLocalEngine(bench);
  const other = machine({
    info: '{"ID":"e2"}',
    probe: (command) => (command.startsWith('docker cp') ? {stdout: 'another file'} : sees(command)),
  });
  const moved = {...other.bench, state: bench.state};
  await t.throwsAsync(requireLocalEngine(moved), {
    instanceOf: UsageError,
    message: /does not see the files of this machine: it runs elsewhere/,
  });
});

test('an engine to which a mounted file is not there is elsewhere; one that cannot make the proof is not proved', async (t) => {
  const blind = machine({
    probe: (command) =>
      command.startsWith('docker create')
        ? {exitCode: 1, stderr: 'invalid mount config: bind source path does not exist'}
        : sees(command),
  });
  await t.throwsAsync(requireLocalEngine(blind.bench), {instanceOf: UsageError, message: /it runs elsewhere/});
  t.true(blind.asked.includes('docker image rm sha256:empty'));
  const full = machine({
    probe: (command) =>
      command.startsWith('docker create') ? {exitCode: 1, stderr: 'no space left on device'} : sees(command),
  });
  await t.throwsAsync(requireLocalEngine(full.bench), {
    instanceOf: HarnessError,
    message: /could not be found out .* no space left on device/,
  });
  t.false(existsSync(join(full.bench.state, 'engine.json')));
});

const refused = [
  [
    'Podman’s command',
    {client: 'podman version 4.3.1'},
    /^The command docker is Podman on this machine \(podman version 4\.3\.1\)$/,
  ],
  [
    'Podman’s engine',
    {components: '[{"Name":"Podman Engine"}]'},
    /^The engine at unix:\/\/\/var\/run\/docker\.sock is Podman$/,
  ],
  [
    'a rootless engine',
    {info: '{"ID":"e1","SecurityOptions":["name=seccomp","name=rootless"]}'},
    /is rootless: nodes cannot be reached/,
  ],
  ['what is no Docker engine', {info: '{}'}, /is no Docker engine: it does not say its ID$/],
] as const;
for (const [what, given, message] of refused) {
  test(`${what} is refused with what works`, async (t) => {
    const {bench, asked} = machine(given);
    const error = await t.throwsAsync(requireLocalEngine(bench), {instanceOf: UsageError, message});
    t.is(
      error?.hint,
      'What works is Docker Engine 20.10 or later, running as root on this machine, or Docker Desktop.',
    );
    t.false(asked.some((command) => /import|create/.test(command)));
    await t.throwsAsync(placeOfEngine(bench), {message});
  });
}

test('where no engine answers, set-up goes on, and who needs one is told how it comes back', async (t) => {
  for (const info of ['{"ServerErrors":["Cannot connect to the Docker daemon"]}', undefined]) {
    const {bench} = machine(info === undefined ? {} : {info});
    const silent =
      info === undefined
        ? {...bench, exec: scripted(() => ({exitCode: 1, stderr: 'Cannot connect to the Docker daemon'})).exec}
        : bench;
    await t.notThrowsAsync(requireLocalEngine(silent));
    const error = await t.throwsAsync(requireEngine(silent), {instanceOf: HarnessError});
    t.is(error?.message, 'The Docker engine does not answer (Cannot connect to the Docker daemon)');
    t.regex(
      error?.hint ?? '',
      /^Start it with "(systemctl start docker|npm run setup)", then run "npm run seatrial -- clean" again; nothing was forgotten: the journals stay\.$/,
    );
  }
});

test('who only looks makes nothing on the engine, and is refused where others are', async (t) => {
  const {bench, asked} = machine({});
  await t.notThrowsAsync(requireAnswer(bench));
  t.false(asked.some((command) => /^docker (?:import|create|run|image)/.test(command)));
  await t.throwsAsync(requireAnswer(machine({endpoint: 'tcp://prod.example:2376'}).bench), {code: 'engine-remote'});
});
