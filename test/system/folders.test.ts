import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {UsageError} from '../../src/system/errors.ts';
import {cacheFolder, makeOwnFolder, stateFolder} from '../../src/system/folders.ts';

type Env = Readonly<Record<string, string>>;

const found: Readonly<Record<string, readonly [env: Env, state: string, cache: string]>> = {
  'the home alone': [{HOME: '/home/me'}, '/home/me/.local/state/seatrial', '/home/me/.cache/seatrial'],
  'XDG folders': [{HOME: '/home/me', XDG_STATE_HOME: '/s', XDG_CACHE_HOME: '/c'}, '/s/seatrial', '/c/seatrial'],
  'our own before them': [
    {SEATRIAL_STATE: '/own/s', SEATRIAL_CACHE: '/own/c', XDG_STATE_HOME: '/s', XDG_CACHE_HOME: '/c'},
    '/own/s',
    '/own/c',
  ],
  'empty XDG folders count as unset': [
    {HOME: '/home/me', XDG_STATE_HOME: '', XDG_CACHE_HOME: ''},
    '/home/me/.local/state/seatrial',
    '/home/me/.cache/seatrial',
  ],
  'relative XDG folders count as unset': [
    {HOME: '/home/me', XDG_STATE_HOME: 'seatrial', XDG_CACHE_HOME: './cache'},
    '/home/me/.local/state/seatrial',
    '/home/me/.cache/seatrial',
  ],
};

for (const [title, [env, state, cache]] of Object.entries(found)) {
  test(`found by ${title}`, (t) => {
    t.is(stateFolder(env), state);
    t.is(cacheFolder(env), cache);
  });
}

const refused: Readonly<Record<string, readonly [env: Env, message: string]>> = {
  'an empty path': [{SEATRIAL_STATE: ''}, 'SEATRIAL_STATE: expected an absolute path, got an empty text'],
  'a relative path': [{SEATRIAL_STATE: 'state'}, 'SEATRIAL_STATE: expected an absolute path, got "state"'],
  'a path with a control character': [
    {SEATRIAL_STATE: './\u001B[2J'},
    'SEATRIAL_STATE: expected an absolute path, got "./\\u{1b}[2J"',
  ],
  'a relative home': [{HOME: '.'}, 'HOME: expected an absolute path, got "."'],
  'an empty home': [{HOME: ''}, 'HOME: expected an absolute path, got nothing'],
};

for (const [title, [env, message]] of Object.entries(refused)) {
  test(`refused: ${title}`, (t) => {
    const error = t.throws(() => stateFolder(env), {instanceOf: UsageError});
    t.is(error?.message, message);
    t.regex((error as UsageError).hint ?? '', /Set /);
  });
}

const unmade: Readonly<Record<string, readonly [path: string, message: RegExp]>> = {
  'below a device': [
    '/dev/null/state',
    /^\/dev\/null\/state: expected a folder that is yours alone, got one below what is no folder$/,
  ],
  'a name that is too long': [`/tmp/${'x'.repeat(300)}`, /got a path that is too long$/],
  // Node tries for ever to make a folder there, and hears no signal meanwhile.
  'a folder of the kernel': [
    '/proc/self/state',
    /^\/proc\/self\/state: expected a folder that is yours alone, got one that cannot be made, in \/proc$/,
  ],
  'a folder of the kernel, deep inside': ['/proc/self/a/b/c', /got one that cannot be made, in \/proc$/],
  'a folder of the kernel itself': ['/proc/self', /^\/proc\/self: expected a folder that is yours alone, got /],
};

for (const [title, [path, message]] of Object.entries(unmade)) {
  test(`refused at once: ${title}`, (t) => {
    t.throws(() => stateFolder({SEATRIAL_STATE: path}), {instanceOf: UsageError, message});
    t.throws(() => makeOwnFolder(path), {instanceOf: UsageError, message});
  });
}

test('a folder of others’ things is refused, and stays as open as it was', (t) => {
  const path = join(folder(t), 'usr');
  mkdirSync(join(path, 'bin'), {recursive: true});
  chmodSync(path, 0o755);
  t.throws(() => stateFolder({SEATRIAL_STATE: path}), {
    instanceOf: UsageError,
    message: /got one with other things in it, which others may read \(mode 755\)$/,
  });
  t.is(statSync(path).mode & 0o777, 0o755);
});

test('an empty folder, and one of an earlier version, is closed to others', (t) => {
  for (const name of ['empty', 'old']) {
    const path = join(folder(t), name);
    mkdirSync(path);
    if (name === 'old') writeFileSync(join(path, 'owner.json'), '{}');
    chmodSync(path, 0o755);
    t.is(stateFolder({SEATRIAL_STATE: path}), path);
    t.is(statSync(path).mode & 0o777, 0o700);
  }
});

test('the cache is held to the same: code is loaded from it', (t) => {
  t.throws(() => cacheFolder({SEATRIAL_CACHE: 'cache'}), {
    instanceOf: UsageError,
    message: /^SEATRIAL_CACHE: expected an absolute path/,
  });
  const path = join(folder(t), 'cache');
  mkdirSync(path);
  chmodSync(path, 0o777);
  t.throws(() => cacheFolder({SEATRIAL_CACHE: path}), {
    instanceOf: UsageError,
    message: /others may write to \(mode 777\)/,
  });
});

test('a folder that is not there is left so until it is made, for nobody else to read', (t) => {
  const path = join(folder(t), 'a', 'state');
  t.is(stateFolder({SEATRIAL_STATE: path}), path);
  t.false(existsSync(path));
  makeOwnFolder(path);
  t.is(statSync(path).mode & 0o777, 0o700);
});

test('one of an earlier version, that others could read, is closed', (t) => {
  const path = join(folder(t), 'state');
  mkdirSync(path);
  chmodSync(path, 0o755);
  stateFolder({SEATRIAL_STATE: path});
  t.is(statSync(path).mode & 0o777, 0o700);
});

const foreign: Readonly<Record<string, readonly [make: (path: string) => void, got: RegExp, hint: RegExp]>> = {
  'a link': [(path) => symlinkSync(tmpdir(), path), /got a link$/, /ls -ld /],
  'a file': [(path) => writeFileSync(path, ''), /got no folder$/, /ls -ld /],
  'one that its group may write to': [
    (path) => made(path, 0o775),
    /got one that others may write to \(mode 775\)$/,
    /chmod 700 /,
  ],
  'one that all may write to': [
    (path) => made(path, 0o1777),
    /got one that others may write to \(mode 777\)$/,
    /chmod 700 /,
  ],
};

for (const [title, [make, got, hint]] of Object.entries(foreign)) {
  test(`refused as the state: ${title}`, (t) => {
    const path = join(folder(t), 'state');
    make(path);
    const error = t.throws(() => stateFolder({SEATRIAL_STATE: path}), {instanceOf: UsageError, message: got});
    t.regex((error as UsageError).hint ?? '', hint);
    t.throws(() => makeOwnFolder(path));
  });
}

(process.getuid?.() === 0 ? test : test.skip)("refused as the state: somebody else's", (t) => {
  const path = join(folder(t), 'state');
  made(path, 0o700);
  chownSync(path, 4711, 4711);
  t.throws(() => stateFolder({SEATRIAL_STATE: path}), {
    instanceOf: UsageError,
    message: /got one that belongs to the user 4711 \(you are 0\)$/,
  });
});

function made(path: string, mode: number): void {
  mkdirSync(path);
  chmodSync(path, mode);
}

function folder(t: ExecutionContext): string {
  const path = mkdtempSync(join(tmpdir(), 'seatrial-folders-'));
  t.teardown(() => rmSync(path, {recursive: true}));
  return path;
}
