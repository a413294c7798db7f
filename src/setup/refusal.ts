/** Why a way is not open on this machine, in words that complete "could not …: ". */
export interface Refusal {
  readonly refused: string;
}
