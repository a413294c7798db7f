import {factsOf} from '../../../history/facts.ts';
import {received} from '../../../history/records/received.ts';
import {isEntryPod} from '../../../history/service-uses.ts';
import {isInAny, stageWindow} from '../../../history/windows.ts';
import type {KubeObject} from '../../../kubernetes/kube-object.ts';
import {validity} from '../../bounds.ts';
import type {TrialCheck} from '../../finding.ts';
import {departuresOf} from '../../observed/account/departures.ts';
import {mean} from '../../observed/load/statistics.ts';
import {answeredIn, trafficIn} from '../../observed/load/traffic.ts';
import {percent} from '../../../text/units.ts';

/** Standard deviations of the connections that a replica gets. */
const chances = 2;

/**
 * Did every replica of the entry get its share of the load? One that idles makes any capacity shown too small. Counted
 * in the control stage: afterwards faults take replicas away and bring new ones.
 */
export const fairShare: TrialCheck = {
  about: 'trial',
  breaks: 'load',
  title: 'Did every replica of the entry get its share of the load?',
  needs: [],
  judge(history) {
    const windowMs = stageWindow(history, 'control');
    const {deploy, trial} = factsOf(history);
    if (windowMs === undefined || deploy === undefined) return [];
    const isEntry = (pod: KubeObject): boolean => isEntryPod(pod, deploy, trial?.subject.entry);
    const all = Object.entries(received(history.events, isEntry, [{name: 'control', windowMs}]).perReplica);
    if (all.length === 0) return [];
    // Who left the services meanwhile is in trouble of its own: that is for the checks of the subject.
    const left = new Set(
      departuresOf(history).flatMap(({replica, tMs}) => (isInAny(tMs, [windowMs]) ? [replica.name] : [])),
    );
    const stayed = all.filter(([replica]) => !left.has(replica));
    const shares = stayed.length === 0 ? all : stayed;
    const fair = mean(shares.map(([, number]) => number)) ?? 0;
    const [name, least] = shares.reduce((lowest, one) => (one[1] < lowest[1] ? one : lowest));
    // A balancer that draws lots for each connection gives one of few so much less by chance.
    const isFair = fair > 0 && least + chances * Math.sqrt(fair) >= validity.fairShare * fair;
    const observed = `${name} got ${percent(fair === 0 ? 0 : least / fair)} of its fair share`;
    return [
      {
        check: 'fair-share',
        step: undefined,
        ...(isFair ? {verdict: 'pass'} : {verdict: 'inconclusive', because: 'load-short'}),
        // Where none takes a connection and none answers, nobody got more than another.
        ...(fair === 0 && answeredIn(trafficIn(history, [windowMs])) === 0 ? {sparesFails: true} : {}),
        sentence: isFair
          ? `All ${shares.length} replicas of the entry carried their share; ${observed}`
          : `The load was uneven: ${observed}`,
        expected: `At least ${percent(validity.fairShare)} of the fair share each`,
        observed,
        windowMs,
        evidence: [],
      },
    ];
  },
};
