import type {History} from '../../history/history.ts';

/**
 * How many values of the subject were not recorded, for the foot of a report; empty for a history of an older seatrial.
 */
export function takenOut({events}: History): string {
  const last = events.findLast(({kind}) => kind === 'trial');
  const {valuesTakenOut} = ((last?.kind === 'trial' ? last.facts : undefined) ?? {}) as {
    readonly valuesTakenOut?: unknown;
  };
  if (typeof valuesTakenOut !== 'number') return '';
  return `${valuesTakenOut} ${valuesTakenOut === 1 ? 'value was' : 'values were'} taken out (Secrets, ConfigMaps, variables, commands, and where else they stood).`;
}
