import {faults} from '../fault/faults.ts';
import {inspections} from '../inspection/inspections.ts';
import {checks} from '../judge/checks/checks.ts';
import type {Known} from '../scenario/validate.ts';

/** The names a scenario may use: of faults, inspections and checks. */
export const known: Known = {
  faults: Object.keys(faults),
  inspections: Object.keys(inspections),
  checks: Object.keys(checks),
};
