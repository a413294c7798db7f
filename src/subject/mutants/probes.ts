import {heldBoot} from '../../forecast/boots.ts';
import type {Json} from '../../kubernetes/kube-object.ts';
import {graceMsOf} from '../../kubernetes/pod-times.ts';
import {firstPort} from '../../kubernetes/ports.ts';
import {asksTheSame, type Probe, type ProbeKind, probeOf} from '../../kubernetes/probes.ts';
import {portsBehind, publishesUnready} from '../../kubernetes/services.ts';
import {duration} from '../../text/duration.ts';
import type {Mutant, NotApplicable, Planting, Sound} from './mutant.ts';

/** Mutants of how the entry's container is asked whether it is well. */
export const ofProbes: readonly Mutant[] = [
  {
    name: 'no-liveness',
    defect: 'Nothing restarts a container that hangs.',
    scenario: 'deadlock',
    check: 'liveness-restarts',
    plant: (sound) => withoutProbe(sound, 'livenessProbe'),
  },
  {
    name: 'liveness-open-port',
    defect: 'Liveness only looks whether the port is open, and a port stays open when nobody listens any more.',
    scenario: 'deadlock',
    check: 'liveness-restarts',
    plant: (sound) => withOpenPort(sound, 'livenessProbe'),
  },
  {
    name: 'no-readiness',
    defect: 'A container that hangs is sent requests until it is killed.',
    scenario: 'deadlock',
    check: 'readiness-removes',
    plant: (sound) => whyNobodyIsTakenOut(sound) ?? withoutProbe(sound, 'readinessProbe'),
  },
  {
    name: 'readiness-open-port',
    defect: 'Readiness only looks whether the port is open: a container that hangs is sent requests.',
    scenario: 'deadlock',
    check: 'readiness-removes',
    plant: (sound) => whyNobodyIsTakenOut(sound) ?? withOpenPort(sound, 'readinessProbe'),
  },
  {
    name: 'readiness-after-liveness',
    defect: 'Readiness takes longer to notice than liveness takes to kill: all that time requests are lost.',
    scenario: 'deadlock',
    check: 'readiness-removes',
    plant(sound) {
      const [liveness, readiness] = [probe(sound, 'livenessProbe'), probe(sound, 'readinessProbe')];
      if (liveness === undefined || readiness === undefined) return {reason: `${named(sound)} has not both probes`};
      const published = whyNobodyIsTakenOut(sound);
      if (published !== undefined) return published;
      const blind = [liveness, readiness].find(({how}) => how === 'tcpSocket');
      if (blind !== undefined) return {reason: `a probe of it (${blind.says}) notices no hang anyway`};
      const neededMs = restartMs(liveness, sound) + clearlyMs;
      const failures = Math.ceil(neededMs / Math.max(readiness.periodMs, readiness.timeoutMs)) + 1;
      return setting(sound, 'readinessProbe.failureThreshold', failures, 'readinessProbe');
    },
  },
  {
    name: 'identical-probes',
    defect: 'Liveness asks the same question as readiness: a container that only has to wait is killed.',
    scenario: 'lying-probe',
    check: 'liveness-holds',
    plant(sound) {
      // Without a soft one it stays ready, and what is only told of is not here.
      if (!sound.dependencies.some(({need, kind}) => need === 'hard' && kind !== 'record-only'))
        return {
          reason:
            'the profile declares no hard dependency in the cluster, so there is no dependency that only readiness should ask for',
        };
      const [liveness, readiness] = [probe(sound, 'livenessProbe'), probe(sound, 'readinessProbe')];
      if (liveness === undefined || readiness === undefined) return {reason: `${named(sound)} has not both probes`};
      if (asksTheSame(liveness, readiness)) return {reason: 'its probes ask the same question already'};
      if (readiness.how === 'tcpSocket')
        return {reason: `its readiness (${readiness.says}) only looks for an open port, which stays open`};
      const stated = statedProbe(sound, 'readinessProbe');
      return asking(sound, 'livenessProbe', {[readiness.how]: stated[readiness.how] ?? {}});
    },
  },
  {
    name: 'no-startup-probe',
    defect: 'Liveness counts from the first moment: a container that boots slowly is killed again and again.',
    scenario: 'slow-start',
    check: 'slow-start-unharmed',
    plant(sound) {
      if (probe(sound, 'livenessProbe') === undefined)
        return {reason: `${named(sound)} has no liveness probe that could kill it while it boots`};
      const {startupProbe: _, ...spec} = sound.container.spec;
      // How long it usually boots is not known before the trial: a longer boot is held longer.
      const {isAllowed, allowedMs} = heldBoot({...sound.container, spec}, 0);
      if (isAllowed && sound.container.spec['startupProbe'] !== undefined)
        return {
          reason: `its liveness alone lets it boot for ${duration(allowedMs)}, and slow-start holds a boot no longer`,
        };
      return withoutProbe(sound, 'startupProbe');
    },
  },
];

/** Readiness is slower than liveness by so much that no slack of a trial makes up for it, ms. */
const clearlyMs = 20_000;
/** What the runtime and the back-off of a restart may take, ms. */
const restartedMs = 15_000;

/** The longest until liveness has killed and restarted what hangs, ms. */
function restartMs({periodMs, timeoutMs, failures, graceMs}: Probe, {workload}: Sound): number {
  const noticedMs = periodMs + (failures - 1) * Math.max(periodMs, timeoutMs) + timeoutMs;
  return noticedMs + (graceMs ?? graceMsOf(workload)) + restartedMs;
}

/** Why no readiness of the pods takes them out of the entry's Service; undefined: it does. */
function whyNobodyIsTakenOut({service}: Sound): NotApplicable | undefined {
  if (!publishesUnready(service)) return undefined;
  return {
    reason: `Service/${service.metadata.name} publishes its pods whether they are ready or not, so that no readiness takes them out`,
  };
}

function withoutProbe(sound: Sound, kind: ProbeKind): Planting | NotApplicable {
  if (probe(sound, kind) === undefined) return {reason: `${named(sound)} has no ${words[kind]} probe`};
  const path = `${sound.container.path}.${kind}`;
  return {edit: {is: 'left-out', of: sound.ref, path}, at: {object: whole(sound), path}};
}

function withOpenPort(sound: Sound, kind: ProbeKind): Planting | NotApplicable {
  const now = probe(sound, kind);
  if (now === undefined) return {reason: `${named(sound)} has no ${words[kind]} probe`};
  if (now.how === 'tcpSocket') return {reason: `its ${words[kind]} (${now.says}) only looks for an open port already`};
  const {service, port: entry, workload, container} = sound;
  const own = (statedProbe(sound, kind)[now.how] as {readonly port?: Json} | undefined)?.port;
  const port = own ?? portsBehind(workload, [{service, port: entry}])[0] ?? firstPort(container);
  if (port === undefined) return {reason: `nobody says at which port ${named(sound)} answers`};
  return asking(sound, kind, {tcpSocket: {port}});
}

/** The probe with its own times and another question. */
function asking(sound: Sound, kind: ProbeKind, question: {readonly [how: string]: Json}): Planting {
  const times = Object.entries(statedProbe(sound, kind)).filter(([key]) => !questions.has(key));
  return setting(sound, kind, {...question, ...Object.fromEntries(times)}, kind);
}

const questions = new Set(['httpGet', 'tcpSocket', 'grpc', 'exec']);

function setting(sound: Sound, field: string, value: Json, kind: ProbeKind): Planting {
  const {container, ref} = sound;
  return {
    edit: {is: 'set', of: ref, path: `${container.path}.${field}`, value},
    at: {object: whole(sound), path: `${container.path}.${kind}`},
  };
}

const words: Readonly<Record<ProbeKind, string>> = {
  livenessProbe: 'liveness',
  readinessProbe: 'readiness',
  startupProbe: 'startup',
};

function probe({container}: Sound, kind: ProbeKind): Probe | undefined {
  return probeOf(container, kind);
}

function statedProbe({container}: Sound, kind: ProbeKind): {readonly [key: string]: Json} {
  return (container.spec[kind] ?? {}) as {readonly [key: string]: Json};
}

function named({container}: Sound): string {
  return `container ${container.name}`;
}

function whole({ref: {kind, name}, container}: Sound) {
  return {kind, name, container: container.name};
}
