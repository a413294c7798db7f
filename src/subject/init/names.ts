import {containersOf} from '../../kubernetes/containers.ts';
import type {KubeObject} from '../../kubernetes/kube-object.ts';
import {needsOf} from '../needs/needs.ts';
import {isPlain} from '../profile/merge.ts';

/** A text that a workload is configured with, and what it is, for a comment: `variable REDIS_URL of container app`. */
export interface Setting {
  readonly text: string;
  readonly what: string;
}

/** What a workload is configured with: variables, arguments, and the ConfigMaps and Secrets that it takes. */
export function settingsOf(workload: KubeObject, objects: readonly KubeObject[]): readonly Setting[] {
  const own = containersOf(workload).flatMap(({name, spec}) => [
    ...listOf(spec['env']).flatMap((variable): readonly Setting[] =>
      isPlain(variable) && typeof variable['value'] === 'string'
        ? [{text: variable['value'], what: `variable ${String(variable['name'])} of container ${name}`}]
        : [],
    ),
    ...['command', 'args'].flatMap((field) =>
      listOf(spec[field]).flatMap((text) =>
        typeof text === 'string' ? [{text, what: `an argument of container ${name}`}] : [],
      ),
    ),
  ]);
  const taken = new Set(needsOf(workload).map(({kind, name}) => `${kind} ${name}`));
  const data = objects.filter(({kind, metadata}) => taken.has(`${kind} ${metadata.name}`)).flatMap(dataOf);
  return [...own, ...data];
}

/** The entries of a ConfigMap or a Secret. */
function dataOf(object: KubeObject): readonly Setting[] {
  const what = (key: string): string => `${key} of ${object.kind} ${object.metadata.name}`;
  const entries = (field: string, read: (text: string) => string): readonly Setting[] => {
    const map = object[field];
    return isPlain(map)
      ? Object.entries(map).flatMap(([key, text]) =>
          typeof text === 'string' ? [{text: read(text), what: what(key)}] : [],
        )
      : [];
  };
  const plain = (text: string): string => text;
  return object.kind === 'Secret'
    ? [...entries('stringData', plain), ...entries('data', (text) => Buffer.from(text, 'base64').toString('utf8'))]
    : entries('data', plain);
}

/** How a Service may be called as a host: by its name, with its namespace, or in full. */
function callsOf({metadata: {name, namespace}, spec}: KubeObject): RegExp {
  // Of a headless one its pods are called by their own names in front of it.
  const pod = spec?.['clusterIP'] === 'None' ? String.raw`(?:[a-z0-9-]+\.)?` : '';
  const place = namespace === undefined ? String.raw`[a-z0-9-]+` : escaped(namespace);
  const host = String.raw`${pod}${escaped(name)}(?:\.${place}(?:\.svc(?:\.cluster\.local)?)?)?`;
  // A bare word may be anything; as a host it stands alone, after a scheme or a user, or before a port or a path.
  return new RegExp(
    String.raw`^${host}$|(?:\/\/|@|^|[\s,;="'])${host}(?=:\d|\/)|(?:\/\/|@)${host}(?=$|[\s,;"'?])`,
    'm',
  );
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** Where a setting calls a Service; undefined when none does. */
export function callOf(service: KubeObject, settings: readonly Setting[]): Setting | undefined {
  const calls = callsOf(service);
  return settings.find(({text}) => calls.test(text));
}

const hostInUrl = /\b([a-z][a-z0-9+.-]*):\/\/(?:[^@/\s"']*@)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?::(\d{1,5}))?/gi;
/** What is named in URLs and called by nobody: names of schemas and of documents. */
const nobodyCalls =
  /(?:^|\.)(?:w3\.org|xmlns\.com|kubernetes\.io|json-schema\.org|schemas\.[a-z.]+|example\.(?:com|org|net))$/i;

/** A host outside the cluster that a setting names in a URL. */
export interface OutsideHost {
  readonly host: string;
  readonly port: number | undefined;
  readonly isTls: boolean;
  readonly what: string;
}

/** The hosts outside that settings name in URLs, each once. */
export function outsideHosts(settings: readonly Setting[]): readonly OutsideHost[] {
  const found = settings.flatMap(({text, what}) =>
    [...text.matchAll(hostInUrl)].map(([, scheme = '', host = '', port]): OutsideHost => ({
      host: host.toLowerCase(),
      port: port === undefined ? undefined : Number(port),
      isTls: /s$/i.test(scheme) && scheme.toLowerCase() !== 'redis',
      what,
    })),
  );
  const isOutside = ({host}: OutsideHost): boolean =>
    !/\.svc$|\.svc\.|\.cluster\.local$|\.local$/.test(host) && !nobodyCalls.test(host);
  return [...new Map(found.filter(isOutside).map((one) => [one.host, one])).values()];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}
