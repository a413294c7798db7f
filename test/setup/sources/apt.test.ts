import test from 'ava';
import {
  changedByInstall,
  guestRelease,
  mirrorOf,
  parseList,
  parseSources,
  versionIn,
} from '../../../src/setup/sources/apt.ts';
import {releaseIn} from '../../../src/setup/sources/debian.ts';

const sources = `# comment
Types: deb deb-src
# another
URIs: http://mirror.test/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.test/security
Suites: bookworm-security
Components: main

Enabled: no
Types: deb
URIs: http://off.test/
Suites: bookworm
Components: main

Types: deb-src
URIs: http://source.test/
Suites: bookworm
Components: main
`;

test('deb822 sources are read, those switched off or without binaries left out', (t) => {
  const read = parseSources(sources);
  t.deepEqual(
    read.map(({uri}) => uri),
    ['http://mirror.test/debian', 'http://mirror.test/security'],
  );
  t.deepEqual(read[0]?.suites, ['bookworm', 'bookworm-updates']);
  t.is(read[0]?.signedBy, '/usr/share/keyrings/debian-archive-keyring.gpg');
});

test('a deb822 field may go on over lines', (t) => {
  t.deepEqual(
    parseSources('Types: deb\nURIs: http://a.test/\n  http://b.test/\nSuites: x\nComponents: main\n').map(
      ({uri}) => uri,
    ),
    ['http://a.test/', 'http://b.test/'],
  );
});

test('one-line sources are read with their options', (t) => {
  const list = parseList(`# deb http://no.test x main
deb [arch=amd64 signed-by=/k.gpg] http://mirror.test/debian bookworm main contrib # why
deb-src http://mirror.test/debian bookworm main
deb http://mirror.test/security bookworm-security main`);
  t.deepEqual(list, [
    {uri: 'http://mirror.test/debian', suites: ['bookworm'], components: ['main', 'contrib'], signedBy: '/k.gpg'},
    {uri: 'http://mirror.test/security', suites: ['bookworm-security'], components: ['main'], signedBy: undefined},
  ]);
});

test("the mirror is the source of the release's own suite, and there may be none", (t) => {
  t.is(mirrorOf(parseSources(sources), 'bookworm')?.uri, 'http://mirror.test/debian');
  t.is(mirrorOf(parseSources(sources), 'trixie'), undefined);
  t.is(mirrorOf([], 'bookworm'), undefined);
});

test('a guest release is a source on the same mirror and a pin that prefers nothing from it', (t) => {
  const mirror = mirrorOf(parseSources(sources), 'bookworm');
  const {source, preferences} = guestRelease(mirror!, 'trixie');
  const [read] = parseSources(source);
  t.deepEqual(read, {
    uri: 'http://mirror.test/debian',
    suites: ['trixie'],
    components: ['main'],
    signedBy: '/usr/share/keyrings/debian-archive-keyring.gpg',
  });
  t.regex(preferences, /^Pin: release n=trixie\nPin-Priority: 100$/m);
});

test('the version is taken from the suite asked for', (t) => {
  const madison = ` docker.io | 26.1.5+dfsg1-9 | http://mirror.test/debian trixie/main amd64 Packages
 docker.io | 20.10.24 | http://mirror.test/debian bookworm/main amd64 Packages`;
  t.is(versionIn('bookworm', madison), '20.10.24');
  t.is(versionIn('trixie', madison), '26.1.5+dfsg1-9');
  t.is(versionIn('sid', madison), undefined);
  t.is(versionIn('trixie', ''), undefined);
});

test('an installation that upgrades or removes is told from one that only adds', (t) => {
  t.deepEqual(changedByInstall('Inst runc (1.1 Debian [amd64])\nConf runc (1.1 Debian [amd64])'), []);
  t.deepEqual(
    changedByInstall('Remv podman [4.3]\nInst libc6 [2.36] (2.41 Debian [amd64])\nInst runc (1.1 Debian [amd64])'),
    ['podman', 'libc6'],
  );
});

test('the release of the machine', (t) => {
  t.deepEqual(releaseIn('ID=debian\nVERSION_CODENAME=bookworm\n'), {id: 'debian', codename: 'bookworm'});
  t.deepEqual(releaseIn('ID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_CODENAME=wilma\nUBUNTU_CODENAME=noble\n'), {
    id: 'ubuntu',
    codename: 'noble',
  });
  t.is(releaseIn('ID=fedora\n'), undefined);
  t.is(releaseIn(''), undefined);
});
