/**
 * What the API server answered to one eviction: 201 evicted, 429 a budget or a disruption in progress refuses, 500 two budgets, 404 gone.
 * In the history as an `answer` of the fault's step to the question `evict`, `of` the pod; `atMs` since the injection began.
 */
export type EvictionAnswer = {readonly code: number; readonly message: string; readonly cause: string; readonly atMs: number};
