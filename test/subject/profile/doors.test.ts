import {join} from 'node:path';
import test from 'ava';
import type {ExecutionContext} from 'ava';
import {loadProfile} from '../../../src/subject/profile/load.ts';
import {UsageError} from '../../../src/system/errors.ts';
import {folderWith, without} from '../folders.ts';

const head = 'name: shop\nmanifests: [k8s]\n';
const sized = 'peak: {rps: 30, replicas: 3}\nslo: {latency: {percentile: 99, ms: 100}}\n';
const door = (service: string, share: number, name: string): string =>
  `  - {service: ${service}, port: 80, timeoutMs: 500, share: ${share}, requests: [{name: ${name}, path: /, weight: 4}]}\n`;
const two = `entries:\n${door('api', 0.3, 'order')}${door('web', 0.7, 'home')}`;

async function load(t: ExecutionContext, text: string) {
  const folder = await folderWith(t, {'seatrial.yaml': text, 'k8s/a.yaml': ''});
  return {folder, profile: loadProfile(join(folder, 'seatrial.yaml'))};
}

test('of several entries the one with the largest share is first, and weights keep the shares', async (t) => {
  const login = 'prepare: [{name: log-in, path: /token, service: api}, {name: seed, path: /seed}]\n';
  const {facts, doors, requests, prepare} = await (await load(t, head + sized + two + login)).profile;
  t.deepEqual([facts.entry.service, facts.doors?.map(({service, share}) => [service, share])], ['web', [['api', 0.3]]]);
  t.deepEqual(
    doors.map(({at, service}) => [at, service]),
    [
      ['entries[1]', 'web'],
      ['entries[0]', 'api'],
    ],
  );
  t.deepEqual(
    requests.map(({name, weight, door: to}) => [name, weight, to]),
    [
      ['home', 0.7, undefined],
      ['order', 0.3, 0],
    ],
  );
  t.deepEqual(
    prepare.map((one) => ('job' in one ? undefined : one.request.door)),
    [0, undefined],
  );
});

test('without an entry nothing is asked, and neither a peak nor an SLO is needed', async (t) => {
  const {facts, doors, requests, workload} = await (await load(t, `${head}workload: mailer\n`)).profile;
  t.deepEqual([doors, requests, facts.entry.requests, facts.peak.rps], [[], [], [], 0]);
  t.is(workload, 'mailer');
});

const entry = 'entry: {service: web, port: 80, timeoutMs: 500, requests: [{name: home, path: /}]}\n';
const wrong: Readonly<Record<string, readonly [string, RegExp]>> = {
  'an entry without a peak': [
    head + entry + 'slo: {latency: {percentile: 99, ms: 100}}\n',
    /1:1: expected peak to be a map, got nothing/,
  ],
  'an entry without an SLO': [
    head + entry + 'peak: {rps: 30, replicas: 3}\n',
    /1:1: expected slo to be a map, got nothing/,
  ],
  'both ways': [head + sized + entry + two, /:7:\d+: expected either entry or entries, got both/],
  'shares that are not all': [
    head + sized + two.replace('0.7', '0.6'),
    /:6:\d+: expected the shares of the entries to add up to 1, got 0\.9/,
  ],
  'one share without another': [head + sized + `entries:\n${door('web', 1, 'home')}`, /:6:\d+: expected entries to/],
  'the same door twice': [
    head + sized + two.replace('web', 'api'),
    /expected another Service or port for each entry, got api:80 again/,
  ],
  'a request of the same name at two doors': [
    head + sized + two.replace('order', 'home'),
    /expected a name of its own for each request, got "(home)" again/,
  ],
  'a workload beside an entry': [
    `${head}workload: web\n${sized}${entry}`,
    /:3:\d+: expected nothing where there is an entry/,
  ],
  'a log-in at a door that is none': [
    head + sized + two + 'prepare: [{name: log-in, path: /, service: db}]\n',
    /expected the Service of an entry \(web, api\), got db/,
  ],
  'a peak without an entry': [`${head}peak: {rps: 30, replicas: 3}\n`, /:3:\d+: expected nothing without an entry/],
  'an SLO without an entry': [
    `${head}slo: {latency: {percentile: 99, ms: 100}}\n`,
    /:3:\d+: expected nothing without an entry/,
  ],
  'a log-in without a door': [
    `${head}prepare: [{name: log-in, path: /}]\n`,
    /:3:\d+: expected an entry to send the request to, got none/,
  ],
};
for (const [what, [text, says]] of Object.entries(wrong)) {
  test(`${what} is refused with its place`, async (t) => {
    const {folder, profile} = await load(t, text);
    const error = await t.throwsAsync(profile, {instanceOf: UsageError});
    t.regex(without(folder, error?.message ?? ''), says);
  });
}
