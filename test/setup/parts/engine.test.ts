import test from 'ava';
import {enginePart, findEngine} from '../../../src/setup/parts/engine.ts';
import {provide} from '../../../src/setup/provide.ts';
import {HarnessError} from '../../../src/system/errors.ts';
import {benchWith, keepingWatcher, scripted} from '../bench.ts';

test('an engine that answers is used as it is: nothing but the question is run', async (t) => {
  const {exec, asked} = scripted(() => ({stdout: '28.2.2 2'}));
  const outcome = await provide(enginePart, benchWith({exec}), keepingWatcher());
  t.is(outcome.how, 'there');
  t.is(outcome.found, 'Docker 28.2.2, control groups version 2');
  t.is(asked.length, 1);
});

test('an engine that is too old is said, not changed', async (t) => {
  const {exec} = scripted(() => ({stdout: '19.03.15 1'}));
  const error = await t.throwsAsync(findEngine(benchWith({exec})), {instanceOf: HarnessError});
  t.is(error?.code, 'engine-too-old');
});

test('a client without a daemon answers half a line: no engine', async (t) => {
  const {exec} = scripted(() => ({stdout: ' ', stderr: 'Cannot connect to the Docker daemon', exitCode: 1}));
  t.is(await findEngine(benchWith({exec})), undefined);
});

test('where DOCKER_HOST points elsewhere, no engine is installed here', async (t) => {
  const {exec, asked} = scripted(() => undefined);
  const error = await t.throwsAsync(
    provide(enginePart, benchWith({exec, env: {PATH: '', DOCKER_HOST: 'tcp://elsewhere:2375'}}), keepingWatcher()),
    {
      instanceOf: HarnessError,
    },
  );
  t.regex(error?.message ?? '', /install: DOCKER_HOST is set/);
  t.true(asked.every((command) => command.startsWith('docker info')));
});

test('on another system the error says what to install', async (t) => {
  const {exec} = scripted(() => undefined);
  const error = await t.throwsAsync(
    provide(enginePart, benchWith({exec, platform: 'darwin', root: false}), keepingWatcher()),
    {
      instanceOf: HarnessError,
    },
  );
  t.regex(error?.message ?? '', /Debian and Ubuntu only/);
  t.regex(error?.hint ?? '', /Docker Desktop/);
});
