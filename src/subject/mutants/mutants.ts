import {ofBudgets} from './budgets.ts';
import {ofEndings} from './endings.ts';
import type {Mutant} from './mutant.ts';
import {ofProbes} from './probes.ts';
import {ofReplicas} from './replicas.ts';
import {ofResources} from './resources.ts';

/** Every defect that `calibrate --subject` puts into a subject, one at a time. */
export const mutants: readonly Mutant[] = [...ofResources, ...ofProbes, ...ofReplicas, ...ofBudgets, ...ofEndings];
