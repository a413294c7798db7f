import test from 'ava';
import {withoutForward} from '../../src/cluster/coredns.ts';
import {HarnessError} from '../../src/system/errors.ts';

const corefile = `.:53 {
    errors
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
    }
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30
}
`;

test('the forward block becomes the answer NXDOMAIN and the rest stays', (t) => {
  const isolated = withoutForward(corefile);
  t.notRegex(isolated, /forward|resolv\.conf/);
  t.regex(isolated, /template ANY ANY \{\n\s+rcode NXDOMAIN\n\s+\}\n\s+cache 30/);
  t.regex(isolated, /pods insecure/);
});

test('a forward without a block, and several of them, go too', (t) => {
  t.notRegex(withoutForward('.:53 {\n  forward . 192.0.2.1\n  forward example.org 192.0.2.2\n}\n'), /forward|192/);
});

test('a Corefile that forwards nowhere we know of is refused, not trusted', (t) => {
  t.throws(() => withoutForward('.:53 {\n  errors\n}\n'), {instanceOf: HarnessError, code: 'corefile-unknown'});
});
