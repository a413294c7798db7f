import {randomUUID} from 'node:crypto';
import {existsSync} from 'node:fs';
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {commandLine} from '../system/command-line.ts';
import {HarnessError, messageOf, UsageError} from '../system/errors.ts';
import {printable} from '../text/printable.ts';
import {bootId, isSame} from '../system/this-machine.ts';
import type {Bench} from './bench.ts';

const askMs = 20_000;
const works = 'What works is Docker Engine 20.10 or later, running as root on this machine, or Docker Desktop.';

/**
 * Refuses, before anything is made on it, an engine that is not this machine's own, and those that are not supported.
 * An engine that does not answer is nobody's: it passes. Throws UsageError with what to type.
 */
export async function requireLocalEngine(bench: Bench): Promise<void> {
  await proveLocal(bench, await lookAtEngine(bench));
}

/** The same for who cannot go on without an engine. Throws HarnessError when none answers. */
export async function requireEngine(bench: Bench): Promise<void> {
  await proveLocal(bench, await answering(bench));
}

/** The same for who only looks, and makes nothing: an engine that is not known to be this machine's own passes. */
export async function requireAnswer(bench: Bench): Promise<void> {
  await answering(bench);
}

async function answering(bench: Bench): Promise<EngineLook> {
  const look = await lookAtEngine(bench);
  if (look.silence === undefined) return look;
  throw new HarnessError('engine-silent', `The Docker engine does not answer (${look.silence})`, {
    hint: `${comeBack(bench)}; nothing was forgotten: the journals stay.`,
  });
}

async function proveLocal(bench: Bench, {id, endpoint}: EngineLook): Promise<void> {
  if (id !== undefined && !(await isProved(bench, id))) await prove(bench, id, endpoint);
}

/**
 * Whether the engine is this machine's own, for the doctor: looks, and makes nothing. Throws UsageError like
 * `requireLocalEngine`.
 */
export async function placeOfEngine(bench: Bench): Promise<string> {
  const {endpoint, id, silence} = await lookAtEngine(bench);
  if (id === undefined) return `not known: no engine answers (${silence ?? ''})`;
  return (await isProved(bench, id))
    ? `this machine (${endpoint})`
    : `${endpoint}; the next run proves that it is on this machine`;
}

interface EngineLook {
  readonly endpoint: string;
  /** The engine's own ID; undefined when none answers. */
  readonly id?: string;
  /** Why none answers. */
  readonly silence?: string;
}

interface Info {
  readonly ID?: string;
  readonly SecurityOptions?: readonly string[] | null;
  /** What a client says for an engine that does not answer. */
  readonly ServerErrors?: readonly string[];
}

/** Asks only this machine's own client where the engine is before it asks the engine anything. */
async function lookAtEngine(bench: Bench): Promise<EngineLook> {
  const given = bench.env['DOCKER_HOST'] ?? '';
  const endpoint =
    given === '' ? await ask(bench, 'context', 'inspect', '--format', '{{.Endpoints.docker.Host}}') : {said: given};
  const at = printable(endpoint.said ?? '');
  // A client that has no answer has no engine elsewhere either, or is not Docker's.
  if (at !== '' && !/^(?:unix:\/\/|npipe:\/\/\/\/\.\/pipe\/)/.test(at)) throw remote(at, given !== '');
  const client = (await ask(bench, '--version')).said ?? '';
  if (/podman/i.test(client))
    throw unsupported('engine-podman', `The command docker is Podman on this machine (${printable(client)})`);
  const [server, info] = await Promise.all([
    ask(bench, 'version', '--format', '{{json .Server.Components}}'),
    ask(bench, 'info', '--format', '{{json .}}'),
  ]);
  if (info.said === undefined) return {endpoint: at, silence: info.why ?? ''};
  if (/podman/i.test(server.said ?? '')) throw unsupported('engine-podman', `The engine at ${at} is Podman`);
  const {ID, SecurityOptions, ServerErrors = []} = parseInfo(info.said, at);
  if (ServerErrors.length > 0) return {endpoint: at, silence: printable(ServerErrors.join('; '), 300)};
  if (SecurityOptions?.some((option) => option.includes('rootless')) === true) {
    throw unsupported(
      'engine-rootless',
      `The Docker engine at ${at} is rootless: nodes cannot be reached at their own addresses`,
    );
  }
  return {endpoint: at, id: ID ?? ''};
}

async function ask(bench: Bench, ...argv: readonly string[]): Promise<{readonly said?: string; readonly why?: string}> {
  try {
    const {exitCode, stdout, stderr} = await bench.exec(['docker', ...argv], {allowFailure: true, timeoutMs: askMs});
    return exitCode === 0 ? {said: stdout.trim()} : {why: printable(stderr.trim().split('\n').at(-1) ?? '', 300)};
  } catch (error) {
    bench.signal.throwIfAborted();
    return {why: printable(messageOf(error), 300)};
  }
}

function parseInfo(text: string, at: string): Info {
  try {
    const info = JSON.parse(text) as Info | null;
    if (typeof info?.ID === 'string' || info?.ServerErrors !== undefined) return info;
  } catch {
    // Told below.
  }
  throw unsupported('engine-unknown', `What answers at ${at} is no Docker engine: it does not say its ID`);
}

function remote(at: string, byVariable: boolean): UsageError {
  return new UsageError('engine-remote', `The Docker engine at ${at} is on another machine`, {
    hint: `Trials kill nodes and load them, only here. ${works} Type: ${byVariable ? 'unset DOCKER_HOST' : 'docker context use default'}`,
  });
}

function unsupported(code: string, message: string): UsageError {
  return new UsageError(code, message, {hint: works});
}

/** How the engine comes back. */
function comeBack({platform}: Bench): string {
  const clean = `then run "${commandLine('clean')}" again`;
  if (platform !== 'linux') return `Start Docker Desktop, ${clean}`;
  const start = existsSync('/run/systemd/system') ? 'systemctl start docker' : commandLine('setup');
  return `Start it with "${start}", ${clean}`;
}

/** An engine that was proved stays proved until this machine boots again. */
async function isProved({state}: Bench, engine: string): Promise<boolean> {
  try {
    const proved = JSON.parse(await readFile(join(state, 'engine.json'), 'utf8')) as {
      readonly engine?: unknown;
      readonly boot?: unknown;
    } | null;
    return proved?.engine === engine && typeof proved.boot === 'string' && isSame(proved.boot, bootId());
  } catch {
    return false;
  }
}

/**
 * Proves that the engine sees this machine's files: a socket may be one of another machine that is forwarded. A file of
 * random content is mounted into a container that is never started, of an empty image, and copied out of it again.
 */
async function prove(bench: Bench, engine: string, endpoint: string): Promise<void> {
  const nonce = randomUUID();
  const file = join(bench.state, `nonce-${nonce}`);
  await mkdir(bench.state, {recursive: true, mode: 0o700});
  let image = '';
  let container = '';
  try {
    await writeFile(file, nonce, {mode: 0o600, flag: 'wx'});
    // The end of an archive, and nothing before it.
    image = (await bench.exec(['docker', 'import', '-'], {input: '\0'.repeat(1024), timeoutMs: askMs})).stdout.trim();
    const mount = `type=bind,source=${file},target=/nonce,readonly`;
    const created = await bench.exec(['docker', 'create', '--network', 'none', '--mount', mount, image, '/nonce'], {
      allowFailure: true,
      timeoutMs: askMs,
    });
    if (created.exitCode !== 0 && !/does not exist/.test(created.stderr)) throw new Error(created.stderr.trim());
    container = created.exitCode === 0 ? created.stdout.trim() : '';
    const seen =
      container === ''
        ? ''
        : (await bench.exec(['docker', 'cp', `${container}:/nonce`, '-'], {timeoutMs: askMs})).stdout;
    if (!seen.includes(nonce)) throw blind(endpoint, bench.state);
    await writeFile(join(bench.state, 'engine.json'), `${JSON.stringify({engine, boot: bootId()})}\n`, {mode: 0o600});
  } catch (error) {
    bench.signal.throwIfAborted();
    if (error instanceof UsageError) throw error;
    throw new HarnessError(
      'engine-unproved',
      `It could not be found out whether the Docker engine at ${endpoint} is on this machine: ${printable(messageOf(error))}`,
      {
        hint: 'It makes an empty image and a container that is never started. Does `docker import` work for this user, and is there room on the disk?',
        cause: error,
      },
    );
  } finally {
    const quietly = {allowFailure: true, timeoutMs: askMs};
    if (container !== '') await bench.execAnyway(['docker', 'rm', '--volumes', container], quietly);
    if (image !== '') await bench.execAnyway(['docker', 'image', 'rm', image], quietly);
    await rm(file, {force: true});
  }
}

function blind(endpoint: string, state: string): UsageError {
  return new UsageError(
    'engine-remote',
    `The Docker engine at ${endpoint} does not see the files of this machine: it runs elsewhere`,
    {
      hint: `${works} In a container beside the engine, mount the state folder (${state}) at the path that it has on the host, or set SEATRIAL_STATE to one that is.`,
    },
  );
}
