/** One line of the doctor's table. */
export interface Symptom {
  readonly what: string;
  /** `missing` stops trials; `note` is worth knowing and stops nothing. */
  readonly state: 'good' | 'missing' | 'note';
  readonly found: string;
  /** What to do, where something can be done. */
  readonly advice?: string;
}
