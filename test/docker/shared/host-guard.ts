import {randomBytes} from 'node:crypto';
import type {Cluster} from '../../../src/cluster/cluster.ts';
import {exec} from '../../../src/system/exec.ts';

/**
 * Counting rules on the host that let nothing of a test out, even if the guards on the nodes fail. Needs root and
 * iptables.
 */
export interface HostGuard extends AsyncDisposable {
  /** Packets that came out of the nodes' network for an address outside, a pod or a service. */
  leaked(): Promise<number>;
  /** DNS questions for the secret name that the host itself was about to send. */
  questions(): Promise<number>;
  /** A name that nobody else asks for. */
  readonly secretName: string;
}

/** The address outside that tests send to: TEST-NET-3 is on no network. */
export const outside = '203.0.113.77';

/** Puts the rules in place; disposing takes them away again. */
export async function guardHost(cluster: Cluster): Promise<HostGuard> {
  const id = (await exec(['docker', 'network', 'inspect', '--format', '{{.Id}}', cluster.name])).stdout.trim();
  const bridge = `br-${id.slice(0, 12)}`;
  const secret = `x${randomBytes(8).toString('hex')}`;
  const tag = `seatrial-test-${secret}`;
  const leaving = ['FORWARD', '-i', bridge, '!', '-o', bridge];
  const rules = [
    [...leaving, '-d', `${outside}/32`, ...tagged(tag, 'leak')],
    [...leaving, '-d', '198.18.0.0/15', ...tagged(tag, 'leak')],
    // The engine may forward a node's question from its own network or from the node's. From node to node is no way
    // out, although bridged packets come through FORWARD too (bridge-nf-call-iptables).
    ...[['OUTPUT'], ['FORWARD', '!', '-o', bridge]].map((way) => [
      ...way,
      '-m',
      'string',
      '--algo',
      'bm',
      '--string',
      secret,
      ...tagged(tag, 'question'),
    ]),
  ];
  for (const rule of rules) await iptables('-I', rule);
  const count = async (what: string) => {
    const {stdout} = await exec(['iptables-save', '-c', '-t', 'mangle'], {timeoutMs: 10_000});
    const counted = stdout.matchAll(new RegExp(`^\\[(\\d+):\\d+\\] .*${tag}/${what}`, 'gm'));
    const packets = [...counted].map(([, number]) => Number(number));
    if (packets.length === 0) throw new Error(`The host's rule ${what} is not in place`);
    return packets.reduce((sum, number) => sum + number, 0);
  };
  return {
    secretName: `${secret}.example.com`,
    leaked: async () => count('leak'),
    questions: async () => count('question'),
    async [Symbol.asyncDispose]() {
      for (const rule of rules) await iptables('-D', rule);
    },
  };
}

function tagged(tag: string, what: string): readonly string[] {
  return ['-m', 'comment', '--comment', `${tag}/${what}`, '-j', 'DROP'];
}

async function iptables(action: string, rule: readonly string[]): Promise<void> {
  await exec(['iptables', '-w', '10', '-t', 'mangle', action, ...rule], {timeoutMs: 15_000});
}
