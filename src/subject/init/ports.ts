import type {KubeObject} from '../../kubernetes/kube-object.ts';

/** A port of a Service by its number or name; of no port the one that looks like HTTP, else the first of TCP. */
export function portOf(service: KubeObject, wanted: unknown): number | undefined {
  const ports = portsOf(service);
  if (wanted !== undefined) return ports.find(({name, port}) => port === wanted || name === wanted)?.port;
  return likeliestPort(service)?.port;
}

function likeliestPort(service: KubeObject): ServicePort | undefined {
  const tcp = portsOf(service).filter(({protocol = 'TCP'}) => protocol === 'TCP');
  const users = tcp.filter((it) => !isForOperators(it));
  const http = users.find(({name = '', port}) => /^(http|web)(?!s)/.test(name) || [80, 8080].includes(port));
  return http ?? users[0] ?? tcp[0];
}

/** Of several that nobody calls, users call the one at the usual ports, and hardly one that has metrics alone. */
export function unlikeliness(service: KubeObject): number {
  const ports = portsOf(service);
  if (ports.some(({port}) => port === 80 || port === 443)) return 0;
  return ports.some((it) => !isForOperators(it)) ? 1 : 2;
}

function isForOperators({name = ''}: ServicePort): boolean {
  return /metric|probe|health|admin|debug|webhook/.test(name);
}

function portsOf(service: KubeObject): readonly ServicePort[] {
  const ports: unknown = service.spec?.['ports'];
  return Array.isArray(ports) ? (ports as readonly ServicePort[]) : [];
}

/** Where a Service sends what comes to one of its ports: a number, or the name that a container gives one. */
export function targetOf(service: KubeObject, number: number): number | string {
  return portsOf(service).find((it) => it.port === number)?.targetPort ?? number;
}

/** The protocol of a port that does not speak HTTP, as far as its name, its number or its appProtocol tells. */
export function otherProtocol(service: KubeObject, number: number): string | undefined {
  const port = portsOf(service).find((it) => it.port === number);
  const said = `${port?.appProtocol ?? ''} ${port?.name ?? ''}`;
  if (/\bhttp\b|\bweb\b/.test(said)) return undefined;
  return spoken.find(({names, at: usual}) => names.test(said) || usual.includes(number))?.protocol;
}

const spoken: readonly {readonly protocol: string; readonly names: RegExp; readonly at: readonly number[]}[] = [
  {protocol: 'TLS', names: /https|\btls\b|websecure/, at: [443, 8443]},
  {protocol: 'PostgreSQL', names: /postgres|pgsql/, at: [5432]},
  {protocol: 'MySQL', names: /mysql|mariadb/, at: [3306]},
  {protocol: 'Redis', names: /redis|valkey/, at: [6379]},
  {protocol: 'MongoDB', names: /mongo/, at: [27_017]},
  {protocol: 'CQL', names: /\bcql\b|cassandra/, at: [9042]},
  {protocol: 'AMQP', names: /amqp|rabbit/, at: [5672]},
  {protocol: 'Kafka', names: /kafka/, at: [9092]},
  {protocol: 'gRPC', names: /grpc|h2c/, at: []},
];

interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly protocol?: string;
  readonly targetPort?: number | string;
  readonly appProtocol?: string;
}
