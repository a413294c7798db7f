import type {SuiteTrial} from '../../run/suite.ts';
import type {Expectation} from '../../subject/profile/profile.ts';
import type {Mutant, Planting} from '../../subject/mutants/mutant.ts';
import {editText, planted} from '../../subject/mutants/plant.ts';
import type {Planted} from '../../judge/suite/detection.ts';

/** The trial of a sound subject as the trial of a mutant of it, and what must catch that; nothing is written anywhere. */
export function mutantTrial(
  sound: SuiteTrial,
  {name, defect, scenario, check}: Mutant,
  {edit, at}: Planting,
): {readonly request: SuiteTrial; readonly expect: Expectation; readonly planted: Planted} {
  const {profile, manifests} = sound;
  // The namespace stays: names such as db.shop.svc stay true.
  const facts = {...profile.facts, name: `${profile.facts.name}-${name}`};
  return {
    request: {...sound, profile: {...profile, facts}, manifests: planted(manifests, edit)},
    expect: {scenario, check, ...at},
    planted: {defect, change: editText(edit, manifests)},
  };
}
