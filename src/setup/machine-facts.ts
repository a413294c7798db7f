import {existsSync} from 'node:fs';
import {readFile, statfs} from 'node:fs/promises';
import {availableParallelism, homedir, release, totalmem} from 'node:os';
import {cgroupV2FaultPath, verifiedInputs} from '../system/cgroup-v2.ts';
import {messageOf, SeatrialError} from '../system/errors.ts';
import type {Bench} from './bench.ts';
import {placeOfEngine} from './local-engine.ts';
import {pins} from './sources/pins.ts';
import type {Symptom} from './symptom.ts';

const gib = 2 ** 30;

/**
 * What is worth knowing about this machine beside the parts: none of it stops a trial, some of it decides what one can
 * show.
 */
export async function machineFacts(bench: Bench): Promise<readonly Symptom[]> {
  const [engine, disk, registry, status, netem] = await Promise.all([
    engineSymptom(bench),
    freeDisk(),
    registryAnswer(bench),
    readFile('/proc/self/status', 'utf8').catch(() => ''),
    netemSymptom(bench),
  ]);
  return [
    engine,
    sizeOf('Processors', availableParallelism(), 2, ''),
    sizeOf('Memory', totalmem() / gib, 8, ' GiB'),
    sizeOf('Free disk', disk / gib, 15, ' GiB'),
    registry,
    ...(bench.platform === 'linux' ? [capabilitySymptom(status), netem] : []),
    {what: 'Cgroup v2 fault path', state: verifiedInputs === '' ? 'note' : 'good', found: cgroupV2FaultPath},
  ];
}

/** Where the engine is: one of another machine, and one that is not supported, stops trials. */
async function engineSymptom(bench: Bench): Promise<Symptom> {
  const what = 'Place of the engine';
  try {
    return {what, state: 'good', found: await placeOfEngine(bench)};
  } catch (error) {
    bench.signal.throwIfAborted();
    const advice = error instanceof SeatrialError ? error.hint : undefined;
    return {what, state: 'missing', found: messageOf(error), ...(advice === undefined ? {} : {advice})};
  }
}

/** Whether root here has CAP_SYS_RESOURCE (24), from /proc/self/status. */
export function capabilitySymptom(status: string): Symptom {
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`);
  const has = ((effective >> 24n) & 1n) === 1n;
  if (has) return {what: 'CAP_SYS_RESOURCE', state: 'good', found: 'there'};
  return {
    what: 'CAP_SYS_RESOURCE',
    state: 'note',
    found: 'this process lacks it',
    advice: 'Nothing to do: nodes built here do not ask for it',
  };
}

/** A size against the least that is comfortable. */
export function sizeOf(what: string, has: number, least: number, unit: string): Symptom {
  const found = `${has < 100 ? Number(has.toFixed(1)) : Math.round(has)}${unit}`;
  return has >= least
    ? {what, state: 'good', found}
    : {what, state: 'note', found, advice: `At least ${least}${unit} is recommended`};
}

async function freeDisk(): Promise<number> {
  const {bavail, bsize} = await statfs(existsSync('/var/lib/docker') ? '/var/lib/docker' : homedir());
  return bavail * bsize;
}

async function registryAnswer(bench: Bench): Promise<Symptom> {
  const answer = await bench
    .exec(['docker', 'manifest', 'inspect', pins.images.debian.tag], {allowFailure: true, timeoutMs: 8000})
    .catch(() => undefined);
  if (answer?.exitCode === 0) return {what: 'Image registry', state: 'good', found: 'reachable'};
  return {
    what: 'Image registry',
    state: 'note',
    found: 'not reachable',
    advice: 'Set-up builds from package registries instead, which takes some 15 minutes once',
  };
}

async function netemSymptom(bench: Bench): Promise<Symptom> {
  const modules = await readFile(`/lib/modules/${release()}/modules.dep`, 'utf8').catch(() => '');
  const builtIn = await readFile(`/lib/modules/${release()}/modules.builtin`, 'utf8').catch(() => '');
  bench.signal.throwIfAborted();
  if (existsSync('/sys/module/sch_netem') || `${modules}${builtIn}`.includes('/sch_netem.ko'))
    return {what: 'Network delay (sch_netem)', state: 'good', found: 'there'};
  return {
    what: 'Network delay (sch_netem)',
    state: 'note',
    found: "this kernel's modules do not have it",
    advice: 'Steps that delay packets are reported as not exercised',
  };
}
