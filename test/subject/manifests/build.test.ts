import test from 'ava';
import {buildImages} from '../../../src/subject/manifests/build.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {profile} from '../subject.ts';

const subject = profile(
  {},
  {
    builds: [
      {context: '/shop/web', tag: 'web:dev'},
      {context: '/shop/db', tag: 'db:dev'},
    ],
  },
);

async function built(given: typeof subject, {isTrusted = true, fails = ''} = {}) {
  const done: string[] = [];
  await buildImages(given, {
    isTrusted,
    onBuild: () => undefined,
    async build(context, tag) {
      done.push(`${tag} ${context}`);
      return Promise.resolve(tag === fails ? {refused: 'COPY failed\n::error::no such file'} : undefined);
    },
  });
  return done;
}

test('images are built one after the other, and none where none is', async (t) => {
  t.deepEqual(await built(subject), ['web:dev /shop/web', 'db:dev /shop/db']);
  t.deepEqual(await built(profile(), {isTrusted: false}), []);
});

test('a stranger has nothing built', async (t) => {
  const error = await t.throwsAsync(built(subject, {isTrusted: false}), {
    instanceOf: UsageError,
    code: 'build-untrusted',
  });
  t.regex(error?.message ?? '', /web:dev is to be built from .*web, which runs what its Dockerfile says/);
  t.regex(error?.hint ?? '', /--trust-subject/);
});

test('what fails is told in the words of its end, none of them a command to a CI system', async (t) => {
  const error = await t.throwsAsync(built(subject, {fails: 'web:dev'}), {instanceOf: UsageError, code: 'build-failed'});
  t.regex(error?.message ?? '', /web:dev cannot be built from .*web:\nCOPY failed\n/);
  t.notRegex(error?.message ?? '', /^::error/m);
});
