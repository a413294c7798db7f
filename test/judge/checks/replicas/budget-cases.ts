import type {KubeObject} from '../../../../src/kubernetes/kube-object.ts';
import {workloadOf} from '../../histories/survival.ts';

/** The gateway and some budgets, as deployed. */
export const objects = (...budgets: readonly KubeObject[]) => ({
  deploy: {objects: [workloadOf('gateway'), ...budgets]},
});

/** What the API server answers where several budgets cover a pod. */
export const overlap =
  'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';

/** Neither the load nor the host can be trusted. */
export const noisy = {sentinel: () => undefined, outcome: () => 'dropped' as const};
