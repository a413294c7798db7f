import type {Fault, Target} from '../../src/fault/fault.ts';
import {type FaultName, faults} from '../../src/fault/faults.ts';
import type {Json} from '../../src/kubernetes/kube-object.ts';
import {kernelLine} from '../../src/history/records/oom-kills.ts';
import type {AnsweringPod} from '../../src/fault/pod/answering-pods.ts';
import {askBefore, askUntilStopped} from '../../src/fault/pod/direct-requests.ts';
import {deletePod, rollOut} from './controllers.ts';
import {evict} from './evictions.ts';
import {end} from './kubelet.ts';
import type {WorldLoad} from './load.ts';
import {namespace} from './objects.ts';
import {loseNode, returnNode, tellNode} from './nodes.ts';
import type {Node, Pod, Process, RunningContainer, World} from './state.ts';

type Mark = {readonly targets: readonly {readonly [key: string]: Json}[]};
type WorldFault = Fault<Json, Mark, {readonly is: boolean}>;
type Doing = Partial<Omit<WorldFault, 'title' | 'effect' | 'mark' | 'read' | 'proves'>> & {
  readonly inject: WorldFault['inject'];
  /** What its receipt looks for. */
  readonly isDone: (mark: Mark) => boolean;
  /** More of what its receipt reads. */
  readonly says?: (mark: Mark) => {readonly [key: string]: Json};
};

/** How long a drain waits before it asks again for a pod that may not go, ms. */
const drainAgainMs = 5000;

/** The faults of this package, done to a world instead of a cluster; their titles and effects are their own. */
export function worldFaults(
  world: World,
  load: WorldLoad,
  onChange: (pod: Pod) => void,
): Readonly<Record<FaultName, Fault>> {
  const running = ({targets}: Mark): readonly RunningContainer[] =>
    targets.flatMap(({uid, container}) =>
      [...world.pods].flatMap((pod) =>
        pod.uid === uid ? pod.containers.filter(({spec}) => container === undefined || spec.name === container) : [],
      ),
    );
  const victims = (mark: Mark): readonly Process[] => running(mark).flatMap(({process}) => process ?? []);
  const pods = ({targets}: Mark): readonly Pod[] =>
    [...world.pods].filter(({uid}) => targets.some((target) => target['uid'] === uid));
  const nodes = ({targets}: Mark): readonly Node[] =>
    world.nodes.filter(({name}) => targets.some((target) => target['node'] === name));
  const hasAnother = (mark: Mark): boolean =>
    mark.targets.every(({containerId}) =>
      running(mark).every(({id, process}) => `containerd://${id}` !== containerId || process === undefined),
    );
  const areGone = (mark: Mark): boolean =>
    pods(mark).every(({containers}) => containers.every(({process}) => process === undefined));
  const asked = (mark: Mark): readonly AnsweringPod[] => pods(mark).map(answering);
  const others = (mark: Mark): readonly AnsweringPod[] => {
    const cut = pods(mark);
    return [...world.pods]
      .filter((pod) => !cut.includes(pod) && pod.isReady && cut.some(({workload}) => workload === pod.workload))
      .slice(0, 2)
      .map(answering);
  };

  const doing: Readonly<Record<FaultName, Doing>> = {
    'container-kill': {
      inject: (mark) => done(() => victims(mark).forEach((process) => end(world, process, 137, 'Error'))),
      isDone: hasAnother,
    },
    'memory-exhaustion': {
      inject: (mark) =>
        done(() => {
          for (const process of victims(mark)) {
            const {pod, id} = process.container;
            const cgroup = `/docker/x/kubelet/kubepods/burstable/pod${pod.uid}/${id}`;
            world.tell(
              kernelLine(
                `oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),oom_memcg=${cgroup},task_memcg=${cgroup},task=app,pid=${world.next()},uid=1000`,
              ),
            );
            end(world, process, 137, 'OOMKilled');
          }
        }),
      isDone: hasAnother,
      says: (mark) => {
        const [target = {}] = mark.targets;
        return {
          pod: target['name'] ?? '',
          podUid: target['uid'] ?? '',
          container: target['container'] ?? '',
          unlimited: false,
        };
      },
    },
    'container-pause': {
      inject: (mark) => done(() => victims(mark).forEach((process) => (process.isPaused = true))),
      undo: (mark) => done(() => resume(victims(mark))),
      isDone: (mark) => victims(mark).every(({isPaused}) => isPaused),
      says: () => ({which: 'all', running: [], stopped: ['1:1'], answer: 'silent'}),
    },
    'slow-boot': {
      inject: async (mark, {clock, signal}) => {
        const containers = running(mark);
        victims(mark).forEach((process) => end(world, process, 137, 'Error'));
        while (!signal.aborted) {
          for (const {process} of containers)
            if (process !== undefined && !process.isPaused) {
              process.isPaused = true;
              process.opensMs = Number.POSITIVE_INFINITY;
            }
          if (containers.every(({process}) => process?.isPaused === true)) return;
          await clock.sleep(100, signal);
        }
      },
      undo: (mark) =>
        done(() => {
          for (const process of victims(mark)) {
            process.isPaused = false;
            process.opensMs = world.time.nowMs() + process.container.spec.program.startMs;
          }
        }),
      isDone: (mark) => running(mark).every(({process}) => process?.isPaused === true),
    },
    'pod-delete': {
      inject: (mark) => done(() => pods(mark).forEach((pod) => deletePod(world, pod, graceOf(mark, pod), onChange))),
      isDone: areGone,
    },
    'pod-evict': {
      inject: (mark, {tell}) => done(() => pods(mark).forEach((pod) => tell(evict(world, pod, onChange)))),
      isDone: areGone,
    },
    'evict-until-refused': {
      inject: (mark, {tell}) =>
        done(() => {
          for (const pod of pods(mark)) {
            const answer = evict(world, pod, onChange);
            tell(answer);
            if ((answer.answer as {readonly code: number}).code === 429) return;
          }
        }),
      isDone: (mark) => mark.targets.some(({uid}) => ![...world.pods].some((pod) => pod.uid === uid)),
    },
    'rolling-restart': {
      inject: (mark) =>
        done(() => new Set(pods(mark).map(({workload}) => workload)).forEach((one) => rollOut(world, one))),
      isDone: (mark) => mark.targets.some(({uid}) => ![...world.pods].some((pod) => pod.uid === uid)),
    },
    'node-drain': {
      inject: async (mark, {tell, clock, signal}) => {
        for (const node of nodes(mark)) {
          node.isCordoned = true;
          tellNode(world, node);
          const left = (): readonly Pod[] =>
            [...world.pods].filter((pod) => pod.node === node && pod.workload.kind !== 'DaemonSet');
          while (left().length > 0) {
            for (const pod of left()) if (pod.ending === undefined) tell(evict(world, pod, onChange));
            await clock.sleep(left().some(({ending}) => ending === undefined) ? drainAgainMs : 1000, signal);
          }
        }
      },
      undo: (mark) =>
        done(() => {
          for (const node of nodes(mark)) {
            node.isCordoned = false;
            tellNode(world, node);
          }
        }),
      isDone: (mark) =>
        nodes(mark).every(
          (node) => ![...world.pods].some((pod) => pod.node === node && pod.workload.kind !== 'DaemonSet'),
        ),
    },
    'pod-partition': {
      ask: (mark, tools) => (cutOf(mark) === 'peers' ? askBefore(asked(mark), tools) : Promise.resolve()),
      inject: async (mark, tools) => {
        victims(mark).forEach((process) => (process.isCutOff = cutOf(mark)));
        if (cutOf(mark) === 'peers') await askUntilStopped([...asked(mark), ...others(mark)], tools);
      },
      undo: (mark) => done(() => victims(mark).forEach((process) => (process.isCutOff = undefined))),
      isDone: (mark) => victims(mark).every(({isCutOff}) => isCutOff !== undefined),
    },
    'node-power-off': {
      inject: (mark) => done(() => nodes(mark).forEach((node) => loseNode(world, node, onChange))),
      undo: (mark) => done(() => nodes(mark).forEach((node) => returnNode(world, node, onChange))),
      isDone: (mark) => nodes(mark).every(({isUp}) => !isUp),
    },
    'node-pause': notDone,
    'node-partition': notDone,
    'kubelet-stop': notDone,
  };

  return Object.fromEntries(
    Object.entries(doing).map(([name, one]) => [name, faultOf(name as FaultName, one)]),
  ) as Record<FaultName, Fault>;

  function resume(processes: readonly Process[]): void {
    for (const process of processes) {
      process.isPaused = false;
      load.resumed(process);
    }
  }
}

function graceOf({targets}: Mark, pod: Pod): number {
  const [target = {}] = targets;
  const asked = target['graceSeconds'];
  return typeof asked === 'number' ? asked * 1000 : pod.workload.graceS * 1000;
}

function answering({name, uid, ip, node}: Pod): AnsweringPod {
  return {pod: name, namespace, uid, node: node?.name ?? '', address: ip, port: 8080};
}

function cutOf({targets}: Mark): 'everybody' | 'peers' {
  return targets[0]?.['from'] === 'peers' ? 'peers' : 'everybody';
}

/** What the world cannot do yet: a step with it is not proved. */
const notDone: Doing = {inject: () => Promise.resolve(), isDone: () => false};

function done(act: () => void): Promise<void> {
  act();
  return Promise.resolve();
}

function faultOf(name: FaultName, {isDone, says, ...own}: Doing): Fault {
  const {title, effect, injectsBy, readsBy, requires, readEveryMs} = faults[name];
  const fault: WorldFault = {
    title,
    effect,
    injectsBy,
    readsBy,
    requires,
    readEveryMs,
    mark: (targets: readonly Target[], options) =>
      Promise.resolve({targets: targets.map((target) => ({...target, ...(options as object)}))} as Mark),
    read: (mark) => Promise.resolve({is: isDone(mark), ...says?.(mark)}),
    proves: (_before, after) => after.is,
    undo: () => Promise.resolve(),
    ...own,
  };
  return fault as unknown as Fault;
}
