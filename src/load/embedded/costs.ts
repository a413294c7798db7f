/** How many answers tell what a request costs. */
const leastAnswers = 10;

/** What requests cost the subject, by the time that their good answers took, ms. */
export class Costs<Request extends object> {
  readonly #sums = new Map<Request, {answers: number; ms: number}>();

  note(request: Request, ms: number): void {
    const sum = this.#sums.get(request) ?? {answers: 0, ms: 0};
    sum.answers += 1;
    sum.ms += ms;
    this.#sums.set(request, sum);
  }

  /** The cheapest of some; the first of them where none was answered often enough. */
  cheapest(among: readonly Request[]): Request | undefined {
    const known = among.flatMap((request) => {
      const {answers, ms} = this.#sums.get(request) ?? {answers: 0, ms: 0};
      return answers < leastAnswers ? [] : [{request, ms: ms / answers}];
    });
    return known.toSorted((one, other) => one.ms - other.ms)[0]?.request ?? among[0];
  }
}
