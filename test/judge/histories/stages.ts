/** The stages of a hand-made memoryTrial, with their windows in ms. */
export const stages = [
  {name: 'peak', peaks: 1, window: [10_000, 30_000]},
  {name: 'control', peaks: 3, window: [30_000, 60_000]},
  {name: 'fault', peaks: 3, window: [60_000, 90_000]},
  {name: 'after', peaks: 3, window: [90_000, 120_000]},
  {name: 'recovery', peaks: 1, window: [120_000, 140_000]},
] as const;
