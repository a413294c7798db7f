import baseline from '../../scenarios/baseline.ts';
import deadlock from '../../scenarios/deadlock.ts';
import dependencyLoss from '../../scenarios/dependency-loss.ts';
import lyingProbe from '../../scenarios/lying-probe.ts';
import nodeDrain from '../../scenarios/node-drain.ts';
import nodeKill from '../../scenarios/node-kill.ts';
import oom from '../../scenarios/oom.ts';
import podKill from '../../scenarios/pod-kill.ts';
import probes from '../../scenarios/probes.ts';
import rollingUpdate from '../../scenarios/rolling-update.ts';
import slowStart from '../../scenarios/slow-start.ts';
import zoneOutage from '../../scenarios/zone-outage.ts';
import type {Scenario} from '../../src/scenario/scenario.ts';

/** The scenarios of this package that a world can play. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  baseline,
  oom,
  'pod-kill': podKill,
  deadlock,
  'rolling-update': rollingUpdate,
  'node-drain': nodeDrain,
  'slow-start': slowStart,
  'lying-probe': lyingProbe,
  'dependency-loss': dependencyLoss,
  probes,
  'node-kill': nodeKill,
  'zone-outage': zoneOutage,
};

/** One scenario by its name. Throws for one that no world can play. */
export function scenarioNamed(name: string): Scenario {
  const found = scenarios[name];
  if (found === undefined) throw new Error(`No world plays ${name}`);
  return found;
}
