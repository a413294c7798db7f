import {commandLine} from '../../system/command-line.ts';
import {BlockList, isIP} from 'node:net';
import type {KubeConfig} from '@kubernetes/client-node';
import {parse} from 'yaml';
import {HarnessError, messageOf} from '../../system/errors.ts';
import {printable} from '../../text/printable.ts';
import {readRegularFile} from '../../system/regular-file.ts';

/** kind's are 5 KiB. */
const mostBytes = 1024 ** 2;

/**
 * The kubeconfig of one of our clusters. One that runs a program, reads another file, or leads anywhere but to this
 * machine was not written by kind: HarnessError, before anything of it is used.
 */
export async function readKubeconfig(path: string): Promise<KubeConfig> {
  const content = await contentOf(path);
  const problems = problemsOf(content);
  if (problems.length > 0) {
    throw new HarnessError(
      'kubeconfig-refused',
      `${path}: expected a kubeconfig as kind writes it, got one with ${problems.join('; ')}`,
      {
        hint: `It is not used. Find out who wrote it; "${commandLine('clean <cluster>')}" deletes it.`,
      },
    );
  }
  const {KubeConfig: Config} = await import('@kubernetes/client-node');
  const config = new Config();
  // What was looked at is what is loaded: loading the text would read other files meanwhile.
  config.loadFromString(JSON.stringify(content));
  return config;
}

async function contentOf(path: string): Promise<unknown> {
  try {
    return parse(await readRegularFile(path, {most: mostBytes}));
  } catch (cause) {
    throw new HarnessError(
      'kubeconfig-unreadable',
      `${path}: expected a kubeconfig, got: ${printable(messageOf(cause), 200)}`,
      {cause},
    );
  }
}

/**
 * The fields that hold no program, no path and no other way to the server; kind's kubeconfigs have some of these and
 * nothing else.
 */
const harmless = {
  user: ['client-certificate-data', 'client-key-data', 'token', 'username', 'password'],
  cluster: ['server', 'certificate-authority-data', 'insecure-skip-tls-verify', 'tls-server-name'],
} as const;

function problemsOf(content: unknown): readonly string[] {
  const clusters = entriesOf(content, 'cluster');
  return [
    ...entriesOf(content, 'user').flatMap((entry) => strangeFields(entry, 'user')),
    ...clusters.flatMap((entry) => strangeFields(entry, 'cluster')),
    ...clusters.flatMap(({name, fields}) => {
      const server = fields['server'];
      return isHere(server)
        ? []
        : [`the server ${printable(String(server), 100)} (cluster ${name}), which is not on this machine`];
    }),
  ];
}

interface Entry {
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

function entriesOf(content: unknown, what: keyof typeof harmless): readonly Entry[] {
  const list = isMap(content) ? content[`${what}s`] : undefined;
  return (Array.isArray(list) ? list : []).map((entry: unknown) => {
    const map = isMap(entry) ? entry : {};
    return {name: printable(String(map['name']), 60), fields: isMap(map[what]) ? map[what] : {}};
  });
}

function strangeFields({name, fields}: Entry, what: keyof typeof harmless): readonly string[] {
  const known: readonly string[] = harmless[what];
  return Object.keys(fields).flatMap((field) =>
    known.includes(field) ? [] : [`${printable(field, 60)} (${what} ${name})`],
  );
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const here = new BlockList();
here.addSubnet('127.0.0.0', 8);
here.addAddress('::1', 'ipv6');
// The range of our clusters' networks.
here.addSubnet('198.18.0.0', 15);

/**
 * Whether an API server's URL leads to this machine: loopback or one of our networks, by its address; a name may lead
 * anywhere.
 */
function isHere(server: unknown): boolean {
  const host = typeof server === 'string' ? (URL.parse(server)?.hostname.replace(/^\[(.*)\]$/, '$1') ?? '') : '';
  const family = isIP(host);
  return family !== 0 && here.check(host, family === 6 ? 'ipv6' : 'ipv4');
}
