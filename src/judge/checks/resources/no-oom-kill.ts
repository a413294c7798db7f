import type {Placed} from '../../../history/events.ts';
import type {History} from '../../../history/history.ts';
import {stageAt} from '../../../history/stages.ts';
import {loadWindow, type Window} from '../../../history/windows.ts';
import type {ObjectRef} from '../../../kubernetes/kube-object.ts';
import {nameOf} from '../../../kubernetes/owners.ts';
import {faultsOf, isOwnKill} from '../../observed/faults/faults.ts';
import type {Check, Finding} from '../../finding.ts';
import {ofTrial} from '../../owed.ts';
import {limitOf} from '../../observed/pods/limits.ts';
import {type OomKill, oomKills} from '../../../history/records/oom-kills.ts';
import {replicasOf, type Replica} from '../../observed/pods/replicas.ts';
import {bytes, count} from '../../../text/units.ts';
import {duration} from '../../../text/duration.ts';

const expected = 'No OOM record of the kernel for a pod of the subject, but for the one the harness causes';

/**
 * Does the kernel kill anything of the subject for want of memory? A record stands whatever the load or the host did; a
 * pass needs both.
 */
export const noOomKill: Check = {
  about: 'subject',
  title: 'Is nothing OOM-killed by the load itself?',
  needs: ['load', 'node', 'kernel', 'receipt'],
  owes: ofTrial('no-oom-kill'),
  judge(history) {
    const windowMs = loadWindow(history);
    const replicas = replicasOf(history);
    if (windowMs === undefined || replicas.length === 0) return [];
    const faults = faultsOf(history);
    const kills = oomKills(history).filter((kill) => kill.tMs >= windowMs[0] && kill.tMs <= windowMs[1] + 2000);
    const ours = kills.flatMap((kill) => {
      const replica = replicas.find(({uid}) => uid === kill.podUid);
      return replica === undefined || isOwnKill(kill, faults)
        ? []
        : [{kill, replica, container: containerOf(kill, replica)}];
    });
    if (ours.length === 0) {
      const proof = kills.some((kill) => isOwnKill(kill, faults))
        ? '; the kill by the harness was seen, so the log was read'
        : '';
      const sentence = `The load itself got nothing OOM-killed${proof}`;
      return [
        {
          check: 'no-oom-kill',
          step: undefined,
          verdict: 'pass',
          sentence,
          expected,
          observed: 'None',
          windowMs,
          evidence: kills.map(({seq}) => seq),
        },
      ];
    }
    const byContainer = Map.groupBy(ours, ({replica, container}) => nameOf({...replica.workload, container}));
    return [...byContainer.values()].map((victims) => judgeKills(history, victims));
  },
};

type Kill = {readonly kill: OomKill & Placed; readonly replica: Replica; readonly container: string};

function judgeKills(history: History, victims: readonly Kill[]): Finding {
  const [first] = victims;
  if (first === undefined) throw new Error('A group without members');
  const of: ObjectRef = {
    kind: first.replica.workload.kind,
    name: first.replica.workload.name,
    container: first.container,
  };
  const windowMs: Window = [first.kill.tMs, victims.at(-1)?.kill.tMs ?? first.kill.tMs];
  const evidence = victims.map(({kill}) => kill.seq);
  const observed = `${count(victims.length, 'kill')} in ${[...new Set(victims.map(({replica}) => replica.name))].join(', ')}`;
  const common = {check: 'no-oom-kill', step: undefined, of, expected, observed, windowMs, evidence};
  if (victims.every(({kill}) => kill.isGlobal)) {
    const sentence = `${nameOf(of)} was killed because the machine as a whole ran out of memory, not because of its limit`;
    return {...common, verdict: 'inconclusive', because: 'host-noisy', sentence, needs: []};
  }
  const stage = stageAt(history, first.kill.tMs);
  const when = stage === undefined ? '' : `, first ${duration(first.kill.tMs - stage.windowMs[0])} into ${stage.name}`;
  const alive = victims.some((victim) => !isRestarted(victim))
    ? '; a worker process died while its container lived on, so no restart tells of it'
    : '';
  const limit = limitOf(history, of, 'memory');
  return {
    ...common,
    verdict: 'fail',
    several: 'containers were OOM-killed by the load',
    sentence: `${nameOf(of)} was OOM-killed by the load ${victims.length === 1 ? 'once' : `${victims.length} times`}${when}${alive}`,
    margin: {value: -victims.length, unit: 'kills below none'},
    needs: [],
    // What was cut off was not measured: no number is known to be enough.
    ...(limit === undefined
      ? {}
      : {
          details: [
            `It needs more than ${bytes(limit)}: raise the limit and look at what it uses, or bound what it keeps`,
          ],
        }),
  };
}

function containerOf(kill: OomKill, {readings}: Replica): string {
  const statuses = readings.flatMap((reading) => reading.statuses);
  const isIt = (id: string | undefined): boolean => id !== undefined && id !== '' && id === kill.containerId;
  const named = statuses.find(
    (status) =>
      isIt(status.containerId) || isIt(status.lastTerminated?.containerId) || isIt(status.terminated?.containerId),
  );
  return (named ?? statuses[0])?.name ?? 'unknown';
}

/** True when the killed container is seen ended, or as another one, after the kill. */
function isRestarted({kill, replica, container}: Kill): boolean {
  const later = replica.readings.filter(({tMs}) => tMs >= kill.tMs - 2000);
  return later.some(({is, statuses}) => {
    const status = statuses.find(({name}) => name === container);
    return (
      is === 'gone' ||
      status?.lastTerminated?.containerId === kill.containerId ||
      status?.terminated?.containerId === kill.containerId
    );
  });
}
