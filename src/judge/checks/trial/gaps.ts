import type {HistoryEvent} from '../../../history/events.ts';
import {overlaps} from '../../../history/windows.ts';
import {awayNodes} from '../../observed/faults/away.ts';
import {faultsOf} from '../../observed/faults/faults.ts';
import type {TrialCheck} from '../../finding.ts';
import {span} from '../../../text/units.ts';
import {duration} from '../../../text/duration.ts';

type GapEvent = Extract<HistoryEvent, {readonly kind: 'gap'}>;

/**
 * Were the watches and the readers on the nodes there all the time? A gap on the node a fault acts on is explained by
 * it, until the node is back.
 */
export const gaps: TrialCheck = {
  about: 'trial',
  breaks: 'api',
  title: 'Did the observers see everything?',
  needs: [],
  judge(history) {
    const faults = faultsOf(history);
    const found = history.events.filter((event): event is GapEvent => event.kind === 'gap');
    const away = awayNodes(history);
    const isExplained = (gap: GapEvent): boolean =>
      away.some(({node, windowMs}) => node === gap.of?.name && overlaps(windowMs, [gap.fromMs, gap.tMs])) ||
      faults.some(
        ({windowMs, victims}) =>
          windowMs !== undefined &&
          overlaps(windowMs, [gap.fromMs, gap.tMs]) &&
          victims.some(({kind, node}) => kind === 'node' && node === gap.of?.name),
      );
    // A gap is told when it is noticed and again when it ends: the last one has its whole length.
    const told = Map.groupBy(found, (gap) => `${gap.channel} ${gap.of?.kind} ${gap.of?.name} ${gap.fromMs}`);
    const open = [...told.values()].flatMap((same) => same.slice(-1)).filter((gap) => !isExplained(gap));
    const expected = 'No gap outside the windows of faults';
    if (open.length === 0 && history.events.length > 0) {
      return [
        {
          check: 'gaps',
          step: undefined,
          verdict: 'pass',
          sentence: 'No observer missed anything',
          expected,
          observed: 'None',
          windowMs: [0, history.events.at(-1)?.tMs ?? 0],
          evidence: [],
        },
      ];
    }
    return open.map((gap) => ({
      check: 'gaps',
      step: undefined,
      ...(gap.of === undefined ? {} : {of: gap.of}),
      verdict: 'inconclusive',
      because: 'watch-gap',
      breaks: gap.channel,
      several: 'times an observer saw nothing',
      sentence: `The ${gap.channel} channel${gap.of === undefined ? '' : ` of ${gap.of.name}`} saw nothing for ${duration(gap.tMs - gap.fromMs)} (${span([gap.fromMs, gap.tMs])})`,
      expected,
      observed: duration(gap.tMs - gap.fromMs),
      windowMs: [gap.fromMs, gap.tMs],
      evidence: [gap.seq],
    }));
  },
};
