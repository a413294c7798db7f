import {PassThrough} from 'node:stream';
import test from 'ava';
import {diagnoseOn} from '../../src/setup/diagnose.ts';
import {doctorTable} from '../../src/setup/doctor-table.ts';
import {capabilitySymptom, sizeOf} from '../../src/setup/machine-facts.ts';
import {HarnessError} from '../../src/system/errors.ts';
import {benchWith, partWith} from './bench.ts';

const noFacts = async () => [];
const plain = new PassThrough();

test('all parts there: able', async (t) => {
  const diagnosis = await diagnoseOn(benchWith({}), [partWith('kind', [], {there: true})], noFacts);
  t.true(diagnosis.able);
  t.is(doctorTable(diagnosis, plain), '✔ kind  kind 1.0\n\nThis machine is able to run trials.');
});

test('a missing part: not able, with what set-up would do and what a person can do; and nothing is provided', async (t) => {
  const part = partWith('engine', [{how: 'install', provide: async () => t.fail('the doctor changes nothing')}]);
  const diagnosis = await diagnoseOn(benchWith({}), [part, partWith('kind', [], {there: true})], noFacts);
  t.false(diagnosis.able);
  t.regex(
    doctorTable(diagnosis, plain),
    /✖ engine .*\n.*would install engine.*get engine yourself[^]*not able to run trials yet/,
  );
});

test('a part that cannot be looked at is missing, with the reason', async (t) => {
  const part = {
    ...partWith('engine', []),
    find: async () => {
      throw new HarnessError('engine-too-old', 'The engine is 19.3', {hint: 'Upgrade it'});
    },
  };
  const {symptoms} = await diagnoseOn(benchWith({}), [part], noFacts);
  t.deepEqual(symptoms, [{what: 'engine', state: 'missing', found: 'The engine is 19.3', advice: 'Upgrade it'}]);
});

test('a note stops nothing', async (t) => {
  const diagnosis = await diagnoseOn(benchWith({}), [partWith('kind', [], {there: true})], async () => [
    sizeOf('Memory', 4, 8, ' GiB'),
  ]);
  t.true(diagnosis.able);
  t.regex(doctorTable(diagnosis, plain), /! Memory {2}4 GiB\n.*At least 8 GiB/);
});

test('the capability is read from the effective set', (t) => {
  t.is(capabilitySymptom('CapPrm:\t0\nCapEff:\t000001ffffffffff\n').state, 'good');
  t.is(capabilitySymptom('CapEff:\t000001fffeffffff\n').state, 'note');
  t.is(capabilitySymptom('').state, 'note');
});
