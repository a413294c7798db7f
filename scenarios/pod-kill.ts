import type {Scenario} from '../src/scenario/scenario.ts';

// `pick: 0` is the first pod by name: the container killed in a step belongs to the pod deleted in the next one, so
// that no container is killed twice and meets the back-off of its first restart.
const victim = {workload: 'entry', pick: 0} as const;
const spaced = {on: victim, when: {is: 'steady'}, until: {is: 'fully-recovered'}} as const;

export default {
  question: 'Does the service stay up when its replicas are killed, one after the other, at three times peak?',
  items: ['replicas'],
  quick: true,
  steps: [
    {fault: 'container-kill', as: 'kill-1', ...spaced},
    {fault: 'pod-delete', as: 'delete-1', ...spaced},
    {fault: 'container-kill', as: 'kill-2', ...spaced},
    {fault: 'pod-delete', as: 'delete-at-once', options: {graceSeconds: 0}, ...spaced},
    {fault: 'pod-delete', as: 'delete-2', again: true, ...spaced},
  ],
  checks: [
    {check: 'stays-up'},
    {check: 'outage-predicted'},
    {check: 'no-failed-requests'},
    {check: 'capacity-restored'},
    {check: 'stays-recovered'},
    {check: 'availability'},
  ],
} satisfies Scenario;
