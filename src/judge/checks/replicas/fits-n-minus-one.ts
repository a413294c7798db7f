import {factsOf} from '../../../history/facts.ts';
import type {History} from '../../../history/history.ts';
import {loadWindow} from '../../../history/windows.ts';
import {readingsOf} from '../../../history/state.ts';
import {allocatableOf, requestsOf, type Amount} from '../../../kubernetes/requests.ts';
import type {Check, Finding} from '../../finding.ts';
import {readyPodsAt, type ReadyPod} from '../../observed/pods/ready-pods.ts';
import {bytes, count, round} from '../../../text/units.ts';

/**
 * Would the subject's requests fit when one node is missing? Reported only: on this cluster all nodes share the cores of one
 * machine, and each offers all of them.
 */
export const fitsNMinusOne: Check = {
  about: 'subject',
  title: 'Would the requests of the subject fit on one node less?',
  needs: [],
  // It is told and never judged.
  owes: () => [],
  judge(history) {
    const atMs = loadWindow(history)?.[0];
    const nodes = atMs === undefined ? [] : workersOf(history);
    const pods = atMs === undefined ? [] : readyPodsAt(history, atMs);
    if (atMs === undefined || pods.length === 0) return [];
    if (nodes.length < 2) return [onOneNode(atMs)];
    const homeless = nodes.flatMap((lost) =>
      withoutRoom(nodes, pods, lost.name).map((pod) => ({lost: lost.name, pod})),
    );
    const wants = sumOf(pods.map(({pod}) => requestsOf(pod)));
    const offer = sumOf(nodes.slice(1).map(({offer: one}) => one));
    const said = `${round(wants.cpu)} cores and ${bytes(wants.memory)} requested, ${round(offer.cpu)} cores and ${bytes(offer.memory)} offered by ${count(nodes.length - 1, 'node')} of this cluster`;
    const [first] = homeless;
    const common = {
      check: 'fits-n-minus-one',
      step: undefined,
      isStatic: true as const,
      expected: 'Every pod finds room by its requests when any one node is missing',
      observed: said,
      windowMs: [atMs, atMs] as const,
      evidence: readingsOf(history, 'Node')
        .slice(0, nodes.length)
        .map(({seq}) => seq),
      uncounted: 'reported-only',
    } as const;
    const finding: Finding =
      first === undefined
        ? {
            ...common,
            verdict: 'pass',
            sentence: `The subject's requests fit on one node less: ${said}. The nodes of this cluster share one machine: compute it again with production's`,
          }
        : {
            ...common,
            verdict: 'fail',
            sentence: `Without node ${first.lost} there is no room for ${first.pod.name} by its requests: ${said}`,
          };
    return [finding];
  },
};

function onOneNode(atMs: number): Finding {
  return {
    check: 'fits-n-minus-one',
    step: undefined,
    verdict: 'inconclusive',
    because: 'not-exercised',
    uncounted: 'reported-only',
    sentence: 'Whether the requests fit on one node less cannot be computed: this cluster has one worker',
    expected: 'Two workers or more',
    observed: 'One',
    windowMs: [atMs, atMs],
    evidence: [],
  };
}

interface Room {
  readonly name: string;
  readonly offer: Amount;
}

/** The pods of a lost node that find no room on the others, the largest first. */
function withoutRoom(nodes: readonly Room[], pods: readonly ReadyPod[], lost: string): readonly ReadyPod[] {
  const free = new Map(
    nodes
      .filter(({name}) => name !== lost)
      .map(({name, offer}) => [
        name,
        minus(offer, sumOf(pods.filter(({node}) => node === name).map(({pod}) => requestsOf(pod)))),
      ]),
  );
  const moved = pods
    .filter(({node}) => node === lost)
    .toSorted((one, other) => requestsOf(other.pod).memory - requestsOf(one.pod).memory);
  return moved.filter(({pod}) => {
    const wants = requestsOf(pod);
    const home = [...free].find(([, room]) => room.cpu >= wants.cpu && room.memory >= wants.memory);
    if (home === undefined) return true;
    free.set(home[0], minus(home[1], wants));
    return false;
  });
}

function workersOf(history: History): readonly Room[] {
  const workers = (factsOf(history).cluster?.nodes ?? []).filter(({role}) => role === 'worker');
  return workers.flatMap(({name}) => {
    const node = readingsOf(history, 'Node').find(({object}) => object.metadata.name === name)?.object;
    return node === undefined ? [] : [{name, offer: allocatableOf(node)}];
  });
}

function sumOf(amounts: readonly Amount[]): Amount {
  return amounts.reduce((sum, {cpu, memory}) => ({cpu: sum.cpu + cpu, memory: sum.memory + memory}), {
    cpu: 0,
    memory: 0,
  });
}

function minus(one: Amount, other: Amount): Amount {
  return {cpu: one.cpu - other.cpu, memory: one.memory - other.memory};
}
