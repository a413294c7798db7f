import type {NodeShell} from '../cluster.ts';
import {inPodNetwork} from '../pod-network.ts';
import type {PodPlace} from '../pod-network.ts';

/** What a name server said: `silent` is no answer to three questions, within 3 s each. */
export type DnsAnswer = {readonly code: number; readonly records: number} | 'silent';

/** DNS response codes that mean something here. */
export const noError = 0;
export const nameUnknown = 3;

/**
 * Asked again where no answer comes, as every resolver does: a datagram may get lost, and a busy machine may answer
 * late. Through dd, for the query must be one datagram: a label of ten letters has a newline for its length, at which
 * printf would send what it has.
 */
const script = `
for question in 1 2 3; do
  exec 3<>"/dev/udp/$1/53"
  printf "$2" | dd bs=512 iflag=fullblock 2>/dev/null >&3
  answer=$(timeout 3 dd bs=512 count=1 <&3 2>/dev/null | od -An -v -tx1)
  [ -z "$answer" ] || break
done
echo "$answer"
`;

/** Asks a name server for the IPv4 addresses of an absolute name, from inside a pod's network. */
export async function askDns(shell: NodeShell, from: PodPlace, server: string, name: string): Promise<DnsAnswer> {
  const {stdout} = await inPodNetwork(shell, from, script, [server, escaped(query(name))], {timeoutMs: 20_000});
  return readAnswer(Uint8Array.from(stdout.trim().split(/\s+/).filter(Boolean), (byte) => Number.parseInt(byte, 16)));
}

/** The packet that asks for the A records of a name, with recursion desired. */
export function query(name: string): Uint8Array {
  const labels = name.replace(/\.$/, '').split('.');
  const header = [0x5e, 0xa7, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0];
  return Uint8Array.from([
    ...header,
    ...labels.flatMap((label) => [label.length, ...Buffer.from(label)]),
    0,
    0,
    1,
    0,
    1,
  ]);
}

/** The response code and the number of answer records; anything too short is silence. */
export function readAnswer(packet: Uint8Array): DnsAnswer {
  const [, , , flags = 0, , , high = 0, low = 0] = packet;
  return packet.length < 12 ? 'silent' : {code: flags & 0x0f, records: high * 256 + low};
}

function escaped(packet: Uint8Array): string {
  return [...packet].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}
