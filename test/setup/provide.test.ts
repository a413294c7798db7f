import test from 'ava';
import {provide, provideAll} from '../../src/setup/provide.ts';
import {HarnessError, InterruptedError} from '../../src/system/errors.ts';
import {benchWith, keepingWatcher, partWith} from './bench.ts';

const works = async () => undefined;
const refuses = async () => ({refused: 'not here'});

test('a part that is there is left alone', async (t) => {
  const watcher = keepingWatcher();
  const outcome = await provide(
    partWith('kind', [{how: 'download', provide: async () => t.fail('it was there')}], {there: true}),
    benchWith({}),
    watcher,
  );
  t.is(outcome.how, 'there');
  t.deepEqual(watcher.told, ['kind begun', 'kind there: kind 1.0']);
});

test('the ways are tried in their order, and the first open one ends it', async (t) => {
  const watcher = keepingWatcher();
  const part = partWith('image', [
    {how: 'pull', provide: refuses},
    {how: 'build', provide: works},
    {how: 'install', provide: async () => t.fail('it was built')},
  ]);
  const outcome = await provide(part, benchWith({}), watcher);
  t.is(outcome.how, 'build');
  t.deepEqual(watcher.told, ['image begun', 'image pull', 'image build', 'image build: image 1.0']);
});

test('no open way: one error with every reason, and what to do by hand', async (t) => {
  const part = partWith('engine', [
    {how: 'start', provide: refuses},
    {how: 'install', provide: async () => ({refused: 'not root'})},
  ]);
  const error = await t.throwsAsync(provide(part, benchWith({}), keepingWatcher()), {instanceOf: HarnessError});
  t.is(error?.code, 'setup-missing');
  t.regex(error?.message ?? '', /start: not here; install: not root/);
  t.is(error?.hint, 'get engine yourself');
});

test('a way that was gone and failed is not papered over by the next one', async (t) => {
  const part = partWith('image', [
    {
      how: 'pull',
      provide: async () => {
        throw new Error('disk full');
      },
    },
    {how: 'build', provide: async () => t.fail('the pull failed')},
  ]);
  const error = await t.throwsAsync(provide(part, benchWith({}), keepingWatcher()), {instanceOf: HarnessError});
  t.regex(error?.message ?? '', /could not pull image. disk full/);
});

test('a way that says it worked without leaving anything is an error', async (t) => {
  const part = {...partWith('image', [{how: 'build', provide: works}]), find: async () => undefined};
  await t.throwsAsync(provide(part, benchWith({}), keepingWatcher()), {
    message: /what it should have made is not there/,
  });
});

test('a part waits for those it needs', async (t) => {
  const gate = Promise.withResolvers<undefined>();
  const watcher = keepingWatcher();
  const all = provideAll(
    [
      partWith('engine', [{how: 'start', provide: async () => gate.promise}]),
      partWith('debian', [{how: 'pull', provide: works}], {needs: ['engine']}),
      partWith('kind', [], {there: true}),
    ],
    benchWith({}),
    watcher,
  );
  gate.resolve(undefined);
  const outcomes = await all;
  t.deepEqual(
    outcomes.map(({part}) => part),
    ['engine', 'debian', 'kind'],
  );
  t.true(watcher.told.indexOf('debian begun') > watcher.told.indexOf('engine start: engine 1.0'));
  t.true(watcher.told.indexOf('kind begun') < watcher.told.indexOf('engine start: engine 1.0'));
});

test('one failure stops the commands of the others and is the error', async (t) => {
  const part = partWith('slow', [
    {
      how: 'build',
      provide: async (bench) =>
        new Promise((_resolve, reject) => bench.signal.addEventListener('abort', () => reject(new Error('stopped')))),
    },
  ]);
  const broken = partWith('broken', [{how: 'build', provide: refuses}]);
  await t.throwsAsync(provideAll([part, broken], benchWith({}), keepingWatcher()), {message: /broken is missing/});
});

test('Ctrl-C is an interruption, not a failure', async (t) => {
  const stop = new AbortController();
  const part = partWith('slow', [
    {
      how: 'build',
      provide: async (bench) => {
        stop.abort();
        bench.signal.throwIfAborted();
        return undefined;
      },
    },
  ]);
  await t.throwsAsync(provideAll([part], benchWith({signal: stop.signal}), keepingWatcher()), {
    instanceOf: InterruptedError,
  });
});

test('a part listed before one it needs is a mistake of ours, said at once', async (t) => {
  await t.throwsAsync(
    provideAll(
      [partWith('a', [], {needs: ['b'], there: true}), partWith('b', [], {there: true})],
      benchWith({}),
      keepingWatcher(),
    ),
    {message: /a is listed before b/},
  );
});
