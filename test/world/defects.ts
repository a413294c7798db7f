import {asking, type Container, type Probe, program, workload, type Workload, type WorldSubject} from './subject.ts';

/** One thing that is wrong with a subject, the scenario that shows it, and the check that must name it. */
export interface Defect {
  readonly name: string;
  readonly scenario: string;
  readonly check: string;
  readonly plant: (subject: WorldSubject) => WorldSubject;
}

const entry =
  (change: (entry: Workload) => Workload) =>
  (subject: WorldSubject): WorldSubject => ({
    ...subject,
    workloads: subject.workloads.map((one, index) => (index === 0 ? change(one) : one)),
  });
/** A change of the container that serves. */
export const serving = (change: (container: Container) => Container): Defect['plant'] =>
  entry((one) => ({
    ...one,
    containers: one.containers.map((container) => (container.port === undefined ? container : change(container))),
  }));
const replicas =
  (number: number): Defect['plant'] =>
  (subject) => ({
    ...entry((one) => ({...one, kind: 'Deployment', replicas: number, budget: undefined}))(subject),
    profile: {...subject.profile, peak: {...subject.profile.peak, replicas: number}},
  });
/** A database beside it that every answer needs. */
const needing =
  (change: (container: Container) => Container): Defect['plant'] =>
  (subject) => {
    const changed = serving((container) => change({...container, program: {...container.program, needs: 'database'}}))(
      subject,
    );
    const database = workload({name: 'database', replicas: 1, budget: undefined});
    return {
      ...changed,
      profile: {
        ...changed.profile,
        dependencies: [{name: 'Database', workload: 'database', kind: 'in-cluster', need: 'hard'}],
      },
      workloads: [...changed.workloads, database],
    };
  };

/** The same probe, which only connects. */
function connecting(probe: Probe | undefined): Probe {
  const {httpGet: _http, ...numbers} = probe?.spec ?? {};
  return {spec: {...numbers, tcpSocket: {port: 8080}}, asks: 'self'};
}

export const defects: readonly Defect[] = [
  {
    name: 'no memory limit',
    scenario: 'oom',
    check: 'declared-resources',
    plant: serving((one) => ({...one, resources: {requests: {cpu: '100m', memory: '64Mi'}, limits: {cpu: '500m'}}})),
  },
  {
    name: 'a memory limit that is nearly used',
    scenario: 'oom',
    check: 'memory-headroom',
    plant: serving((one) => ({...one, program: {...one.program, memoryMib: 124}})),
  },
  {
    name: 'a large leak',
    scenario: 'oom',
    check: 'memory-leak',
    plant: serving((one) => ({...one, program: {...one.program, leaks: 24_000}})),
  },
  {name: 'one replica', scenario: 'pod-kill', check: 'stays-up', plant: replicas(1)},
  {
    name: 'it ends at once when it is asked to',
    scenario: 'pod-kill',
    check: 'no-failed-requests',
    plant: serving((one) => ({...one, preStopS: 0, program: {...one.program, onTerm: 'stops'}})),
  },
  {
    name: 'no readiness probe',
    scenario: 'rolling-update',
    check: 'no-failed-requests',
    plant: serving((one) => ({
      ...one,
      readiness: undefined,
      startup: undefined,
      program: {...one.program, startMs: 4000},
    })),
  },
  {
    name: 'a roll-out that takes all at once',
    scenario: 'rolling-update',
    check: 'stays-up',
    plant: (subject) =>
      serving((one) => ({...one, program: {...one.program, startMs: 20_000}}))(
        entry((one) => ({...one, kind: 'Deployment', surge: 0, unavailable: '100%'}))(subject),
      ),
  },
  {
    name: 'liveness that only connects',
    scenario: 'deadlock',
    check: 'liveness-restarts',
    plant: serving((one) => ({...one, liveness: connecting(one.liveness)})),
  },
  {
    name: 'no liveness probe',
    scenario: 'deadlock',
    check: 'liveness-restarts',
    plant: serving((one) => ({...one, liveness: undefined, startup: undefined})),
  },
  {
    name: 'no readiness probe when it hangs',
    scenario: 'deadlock',
    check: 'readiness-removes',
    plant: serving((one) => ({
      ...one,
      readiness: undefined,
      liveness: asking('/livez', 8080, {periodSeconds: 10, failureThreshold: 3}),
    })),
  },
  {
    name: 'liveness that ends a slow boot',
    scenario: 'slow-start',
    check: 'slow-start-unharmed',
    plant: serving((one) => ({
      ...one,
      startup: undefined,
      liveness: asking('/livez', 8080, {periodSeconds: 2, failureThreshold: 3, initialDelaySeconds: 5}),
      program: {...one.program, startMs: 800},
    })),
  },
  {
    name: 'a budget that lets nobody go',
    scenario: 'node-drain',
    check: 'pdb-valid',
    plant: entry((one) => ({...one, kind: 'Deployment', budget: {maxUnavailable: 0}})),
  },
  {
    name: 'no budget',
    scenario: 'node-drain',
    check: 'pdb-valid',
    plant: entry((one) => ({...one, kind: 'Deployment', budget: undefined})),
  },
  {
    name: 'all on one node',
    scenario: 'node-kill',
    check: 'spread',
    plant: entry((one) => ({...one, kind: 'Deployment', spread: false})),
  },
  {
    name: 'readiness that does not ask what it needs',
    scenario: 'lying-probe',
    check: 'readiness-follows',
    plant: needing((one) => one),
  },
  {
    name: 'liveness that asks the database',
    scenario: 'dependency-loss',
    check: 'liveness-holds',
    plant: needing((one) => ({
      ...one,
      liveness: {
        spec: {httpGet: {path: '/health', port: 8080}, periodSeconds: 3, failureThreshold: 2},
        asks: 'database',
      },
      startup: undefined,
      program: program({...one.program, startMs: 500}),
    })),
  },
];
