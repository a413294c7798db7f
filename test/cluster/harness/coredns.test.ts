import test from 'ava';
import type {Api} from '../../../src/cluster/cluster.ts';
import {waitForDns, withoutForward} from '../../../src/cluster/harness/coredns.ts';
import {HarnessError} from '../../../src/system/errors.ts';
import {jumpingClock} from '../../jumping-clock.ts';

const corefile = `.:53 {
    errors
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
    }
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30
}
`;

test('the zones of the cluster keep their server, all other names get one that knows none', (t) => {
  const isolated = withoutForward(corefile);
  t.notRegex(isolated, /forward|resolv\.conf|fallthrough/);
  t.regex(isolated, /^cluster\.local:53 in-addr\.arpa:53 ip6\.arpa:53 \{\n    errors\n/);
  t.regex(isolated, /pods insecure[^]*cache 30\n\}\n\.:53 \{[^]*rcode NXDOMAIN/);
});

test('a forward without a block, and several of them, go too', (t) => {
  const file = '.:53 {\n  kubernetes cluster.local {\n  }\n  forward . 192.0.2.1\n  forward example.org 192.0.2.2\n}\n';
  t.notRegex(withoutForward(file), /forward|192/);
});

test('a Corefile that forwards nowhere we know of is refused, not trusted', (t) => {
  t.throws(() => withoutForward('.:53 {\n  errors\n}\n'), {instanceOf: HarnessError, code: 'corefile-unknown'});
});

test('cluster DNS has rolled out once no server of before answers any more, which the Deployment no longer counts', async (t) => {
  const rolledOut = {observedGeneration: 1, updatedReplicas: 2, availableReplicas: 2, replicas: 2};
  const deployment = {metadata: {name: 'coredns', generation: 1}, spec: {replicas: 2}, status: rolledOut};
  const ending = {metadata: {name: 'old', deletionTimestamp: '2026-11-30T00:00:00Z'}};
  let looks = 0;
  const api = {
    get: async () => Promise.resolve(deployment),
    list: async () => Promise.resolve({items: (looks += 1) < 3 ? [{metadata: {name: 'new'}}, ending] : []}),
  } as unknown as Api;
  await waitForDns(api, jumpingClock());
  t.is(looks, 3);
});
