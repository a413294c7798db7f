import test from 'ava';
import {conditions} from '../../../src/history/conditions/conditions.ts';
import type {EventBody, HistoryEvent} from '../../../src/history/events.ts';
import {podOf, victim} from '../../judge/histories/survival.ts';
import {faultOf} from '../../judge/histories/objects.ts';

const target = {kind: 'container', name: victim.name, uid: victim.uid, container: victim.container};
const events = (...bodies: readonly EventBody[]): readonly HistoryEvent[] =>
  bodies.map((body, seq) => ({seq, tMs: seq * 1000, ...body}));
const restarted = (...bodies: readonly EventBody[]) => conditions['container-restarted'](events(...bodies)).holds;

test('the victim of the last fault was started anew since the mark', (t) => {
  const marked = faultOf('pause', 'marked', {fault: 'container-pause', targets: [target]});
  t.false(restarted(podOf(victim)));
  t.false(restarted(podOf(victim), marked, podOf(victim, {ready: false})));
  t.true(restarted(podOf(victim), marked, podOf(victim, {restarts: 1})));
  t.false(restarted(podOf(victim, {restarts: 1}), marked, podOf(victim, {restarts: 1})));
  t.false(
    restarted(faultOf('kill', 'marked', {fault: 'node-power-off', targets: [{kind: 'node', name: 'n1', uid: 'n1'}]})),
  );
});
