import test from 'ava';
import {whyUncounted} from '../../src/judge/scope.ts';
import {trialFacts} from './histories/survival.ts';

const startedAt = '2026-06-01T00:00:00.000Z';
const why = (check: string, subject: Parameters<typeof trialFacts>[2] = {}) =>
  whyUncounted(check, {startedAt, subject: trialFacts([], {}, subject).subject});
const waiving = (check: string, until = '2026-12-31') => ({waivers: [{check, reason: 'known', until}]});

test('a fail of a check that the profile waives, or whose item its gate leaves out, would not count', (t) => {
  t.is(why('pdb-valid'), undefined);
  t.is(why('pdb-valid', waiving('pdb-valid')), 'the profile waives pdb-valid until 2026-12-31');
  t.is(why('pdb-valid', waiving('pdb-valid', '2026-05-31')), undefined, 'ended');
  t.is(why('pdb-valid', waiving('pdb')), undefined);
  t.is(why('stays-up', waiving('stays-up/cost')), undefined, 'a part of it');
  t.is(
    why('liveness-restarts', {gate: ['resources', 'replicas']}),
    "the profile's gate leaves out health, which liveness-restarts belongs to",
  );
});
