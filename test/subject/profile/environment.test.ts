import test from 'ava';
import {join} from 'node:path';
import {secretsOf} from '../../../src/run/trial.ts';
import {loadProfile} from '../../../src/subject/profile/load.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {folderWith, without} from '../folders.ts';
import {good} from './good-profile.ts';

const asking = good.replace(
  '- {name: home, path: /}',
  '- {name: home, method: POST, path: "/${env:PLACE}", headers: {authorization: "Bearer ${env:TOKEN}"}, body: \'{"key": "${env:KEY}"}\'}',
);
const env = {TOKEN: 'a1b2c3d4e5', KEY: 'horse battery', PLACE: 'x'};

test('headers and bodies take variables of the environment, paths do not', async (t) => {
  const folder = await folderWith(t, {'seatrial.yaml': asking, 'k8s/a.yaml': ''});
  const profile = await loadProfile(join(folder, 'seatrial.yaml'), undefined, env);
  const [request] = profile.requests;
  t.deepEqual(request?.headers, {authorization: 'Bearer a1b2c3d4e5'});
  t.is(request?.body, '{"key": "horse battery"}');
  t.is(request?.path, '/${env:PLACE}');
  const secrets = secretsOf({manifests: [], profile});
  t.false(secrets.text('sent {"key": "horse battery"} with a1b2c3d4e5').includes('a1b2c3d4e5'));
  t.false(secrets.text('sent {"key": "horse battery"}').includes('horse battery'));
});

test('a variable that is not set is told with its place, each once it is asked for', async (t) => {
  const folder = await folderWith(t, {'seatrial.yaml': asking, 'k8s/a.yaml': ''});
  const error = await t.throwsAsync(loadProfile(join(folder, 'seatrial.yaml'), undefined, {KEY: 'x'}), {
    instanceOf: UsageError,
  });
  t.regex(
    without(folder, error?.message ?? ''),
    /^seatrial\.yaml:8:\d+: expected the variable TOKEN in the environment, got nothing$/m,
  );
  t.notRegex(error?.message ?? '', /variable (KEY|PLACE)/);
});
