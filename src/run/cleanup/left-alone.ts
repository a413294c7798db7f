import {isName, sweepEngine} from '../../cluster/clusters.ts';
import {kindLabel, networkLabel} from '../../cluster/labels.ts';
import {printable} from '../../text/printable.ts';
import {readJournals, unreadableJournals} from './journal.ts';
import {isMarked} from './marks.ts';
import type {CleanContext} from './restore.ts';

/**
 * What `seatrial clean` leaves alone although it looks like ours, each as a line with the reason and, where there is
 * something to do, what.
 */
export interface LeftAlone {
  /** What somebody should look at. */
  readonly odd: readonly string[];
  /** What belongs to other owners on the same engine. */
  readonly others: readonly string[];
}

/** Looks for clusters of other owners and of none, and for journals that cannot be read, wholly or in part. */
export async function findLeftAlone({
  effects,
  state,
  owner,
}: Pick<CleanContext, 'effects' | 'state' | 'owner'>): Promise<LeftAlone> {
  const {others, ownerless} = await sweepEngine(effects.exec, owner);
  return {
    odd: [
      ...ownerless.map(
        (name) =>
          `cluster ${printable(name)}: no owner stands on it (a version before this one made it): left alone. ${byHand(name)}`,
      ),
      ...unreadableJournals(state).map(
        ({folder, why}) =>
          `journal ${folder}: ${why}; it counts as a living run’s and is left alone. When no run uses it any more: rm -r '${folder}'`,
      ),
      ...readJournals(state).flatMap(({folder, alive, cluster, oddLines, pending}) => [
        ...(isName(cluster)
          ? []
          : [
              `journal ${folder}: no cluster of ours can be called ${JSON.stringify(printable(cluster))}: left alone. To remove it: rm -r '${folder}'`,
            ]),
        ...(oddLines.length > 0 && !alive
          ? [`journal ${folder}: nothing to take back, passed over: line ${oddLines.join(', ')}`]
          : []),
        ...pending
          .filter((undo) => !isMarked(undo))
          .map(
            ({what, kind}) =>
              `journal ${folder}: what it takes to undo ${what} ${printable(kind)} cannot be read: passed over`,
          ),
      ]),
    ],
    others: others.map(
      ({name, user}) => `cluster ${printable(name)}: owned by somebody else (user ${printable(user)}): left alone`,
    ),
  };
}

/** Only where the name is a plain one: it is meant to be typed. */
function byHand(name: string): string {
  if (!/^[a-z0-9-]+$/.test(name)) return '';
  const containers = `docker ps -aq --filter label=${kindLabel}=${name}`;
  return `To remove it by hand: ${containers} | xargs -r docker rm -f -v; docker network ls -q --filter label=${networkLabel}=${name} | xargs -r docker network rm`;
}
