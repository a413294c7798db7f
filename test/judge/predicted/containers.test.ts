import {restarted} from '../../../src/judge/predicted/containers.ts';
import type {ContainerOf} from '../../../src/kubernetes/containers.ts';

import test from 'ava';

const container = (spec: object): ContainerOf => ({
  name: 'c',
  role: 'container',
  path: 'spec.containers[0]',
  spec: spec as ContainerOf['spec'],
});

test('the first restart comes at once, later ones back off up to five minutes', (t) => {
  const plain = container({});
  t.deepEqual(
    [0, 1, 2, 3, 6, 20].map((restarts) => restarted(plain, restarts, 1000)[1]),
    [4000, 14_000, 24_000, 44_000, 304_000, 304_000],
  );
});

test('readiness and its delay are part of it; an unknown start takes what the startup probe allows', (t) => {
  const probed = container({
    readinessProbe: {initialDelaySeconds: 5, periodSeconds: 2},
    startupProbe: {periodSeconds: 1, failureThreshold: 30},
  });
  t.is(restarted(probed, 0, 1000)[1], 2000 + 1000 + 5000 + 2000 + 2000);
  t.is(restarted(probed, 0, undefined)[1], 60_000 + 1000 + 5000 + 2000 + 2000);
});
