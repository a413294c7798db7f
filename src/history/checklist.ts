/** What must be proved of a subject, by the name that a scenario gives it, as a question. */
export const itemQuestions = {
  resources: 'Are requests and limits set everywhere, and do they hold at three times the peak?',
  health: 'Does liveness restart the dead, and does readiness remove the unready, under load?',
  rbac: 'Has each application an account of its own that may do only what it needs?',
  replicas: 'Does the service stay up when a replica, a node, a zone, a drain or a rollout takes some of it away?',
  observability: 'Do metrics and logs alone answer "why is this slow?" within two minutes?',
  security: 'Does it run without root, inside network policies and the restricted baseline?',
} as const;

export type ItemName = keyof typeof itemQuestions;

/** The six items of the checklist, in their order. */
export const itemNames = Object.keys(itemQuestions) as readonly ItemName[];

/** The five ways it usually goes wrong; a scenario says which of them it looks for. */
export const patternNames = [
  'OOM-killed surprise',
  'RBAC blind spot',
  'health checks that lie',
  'storage nightmare',
  'networking black hole',
] as const;

export type PatternName = (typeof patternNames)[number];
