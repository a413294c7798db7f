export default {
  question: 'What does a probe know of a PID 1 that hangs beside workers that answer?',
  items: ['health'],
  steps: [
    {
      fault: 'container-pause',
      options: {processes: 'first'},
      on: {workload: 'entry', pick: 0},
      when: {is: 'steady'},
      hold: {until: {is: 'container-restarted'}, withinMs: 30_000},
      until: {is: 'fully-recovered'},
      withinMs: 60_000,
    },
  ],
  checks: [{check: 'liveness-restarts'}, {check: 'stays-up'}],
};
