import {createServer, type AddressInfo} from 'node:net';
import test from 'ava';
import {reachEntry} from '../../../src/subject/deploy/reach.ts';
import {systemClock} from '../../../src/system/clock.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {jumpingClock} from '../../jumping-clock.ts';

const entry = {service: 'web', port: 80, signal: new AbortController().signal};

test('an entry that takes a connection is reached, whatever it would answer', async (t) => {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const {port} = server.address() as AddressInfo;
  await t.notThrowsAsync(reachEntry({...entry, url: `http://127.0.0.1:${port}`, clock: systemClock}));
});

test('an entry that comes a little later is waited for', async (t) => {
  let asked = 0;
  const connect = async () => {
    asked += 1;
    if (asked < 5) throw new Error('connect ECONNREFUSED');
  };
  await reachEntry({...entry, url: 'http://127.0.0.1:9', clock: jumpingClock(), connect});
  t.is(asked, 5);
});

test('one that never does is the mistake of the user, told with what was seen and what to compare', async (t) => {
  const connect = async () => Promise.reject(new Error('connect ECONNREFUSED 127.0.0.1:9'));
  const error = await t.throwsAsync(reachEntry({...entry, url: 'http://127.0.0.1:9', clock: jumpingClock(), connect}), {
    instanceOf: UsageError,
  });
  t.regex(error?.message ?? '', /Service web, port 80, at http:\/\/127\.0\.0\.1:9: connect ECONNREFUSED/);
  t.regex((error as UsageError).hint ?? '', /targetPort/);
});
