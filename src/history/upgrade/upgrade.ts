import type {Json} from '../../kubernetes/kube-object.ts';
import {type HistoryEvent, historySchema} from '../events.ts';
import {factsIn, type Facts, type LedgerFacts, type PlanFacts, type TrialFacts} from '../facts.ts';
import {fieldsOf} from '../records/answers.ts';
import {nameNow} from './old-names.ts';
import {oldEffects} from './old-effects.ts';

/**
 * The events of a history of schema 1 as they are recorded today: faults, checks and the stage at the peak have other
 * names, and a fault's mark tells what the fault does. The names of steps stay: they were given by the scenario.
 */
export function upgraded(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  return events.map((event) => {
    const key = factsIn(event);
    if (key !== undefined && 'facts' in event)
      return {...event, facts: upgradedFacts(key, event.facts as unknown as Facts)} as HistoryEvent;
    switch (event.kind) {
      case 'stage':
        return {...event, name: nameNow('stage', event.name)};
      case 'step':
        return event.facts === undefined ? event : {...event, facts: renamed(event.facts, 'what')};
      case 'fault':
        return {...event, facts: withEffect(event.is, event.facts)};
      default:
        return event;
    }
  });
}

function upgradedFacts(key: keyof Facts, facts: unknown): Json {
  const upgrade: Partial<Readonly<Record<keyof Facts, (old: never) => unknown>>> = {trial, plan, ledger};
  return (upgrade[key]?.(facts as never) ?? facts) as Json;
}

function trial(old: TrialFacts): TrialFacts {
  const waivers = old.subject.waivers.map((waiver) => ({...waiver, check: nameNow('check', waiver.check)}));
  return {
    ...old,
    schema: historySchema,
    checks: old.checks.map((use) => ({...use, check: nameNow('check', use.check)})),
    subject: {...old.subject, waivers},
  };
}

function plan(old: PlanFacts): PlanFacts {
  return {
    ...old,
    stages: old.stages.map((stage) => ({...stage, name: nameNow('stage', stage.name)})),
    steps: old.steps.map((step) => ({
      ...step,
      stage: nameNow('stage', step.stage),
      what: nameNow('fault', step.what),
    })),
  };
}

function ledger(old: LedgerFacts): LedgerFacts {
  return {...old, planned: byStage(old.planned), received: byStage(old.received)};
}

function byStage<Value>(values: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(values).map(([stage, value]) => [nameNow('stage', stage), value]));
}

function withEffect(is: string, facts: Json): Json {
  const {fault} = fieldsOf(facts);
  if (typeof fault !== 'string') return facts;
  const effect = is === 'marked' && Object.hasOwn(oldEffects, fault) ? {effect: oldEffects[fault]} : {};
  return {...(renamed(facts, 'fault') as object), ...effect} as Json;
}

/** Facts of an event whose `key` is the name of a fault. */
function renamed(facts: Json, key: string): Json {
  const name = fieldsOf(facts)[key];
  return typeof name === 'string' ? ({...(facts as object), [key]: nameNow('fault', name)} as Json) : facts;
}
