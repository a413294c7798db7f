import {isPlain} from '../profile/merge.ts';
import {at} from '../manifests/places.ts';
import type {Path} from '../profile/yaml-source.ts';

/** Something that an object asks for, and the path in it that says so. */
export interface Ask {
  readonly path: Path;
  /** E.g. `hostNetwork: the network of its node`. */
  readonly asks: string;
}

/** Capabilities, sysctls and SELinux types that the baseline allows, as Kubernetes 1.34 enforces it. */
const capabilities = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);
const sysctls = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
]);
const seLinuxTypes = new Set(['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t']);
const containerLists = ['initContainers', 'containers', 'ephemeralContainers'];
const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/';
const deepest = 64;

/**
 * What the pods of an object ask for beyond the baseline of the Pod Security Standards: of a Pod, of every kind with a
 * pod template, and of custom kinds wherever something has the shape of a pod spec.
 */
export function podAsks(object: unknown): readonly Ask[] {
  return podSpecs(object, [], 0).flatMap((spec) => [
    ...specAsks(at(object, spec), spec),
    ...annotationAsks(object, [...spec.slice(0, -1), 'metadata']),
  ]);
}

/** The paths of all pod specs: what has a list of containers, and what stands where a pod template has its spec. */
function podSpecs(value: unknown, path: Path, depth: number): readonly Path[] {
  if (depth > deepest) return [];
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => podSpecs(item, [...path, index], depth + 1));
  if (!isPlain(value)) return [];
  const [above, last] = path.slice(-2);
  const isTemplate = last === 'podSpec' || (last === 'spec' && /template$/i.test(String(above)));
  const isSpec = isTemplate || containerLists.some((list) => isListOfMaps(value[list]));
  // A custom kind may have another one inside.
  const inner = Object.entries(value).flatMap(([key, within]) => podSpecs(within, [...path, key], depth + 1));
  return isSpec ? [path, ...inner] : inner;
}

function isListOfMaps(value: unknown): boolean {
  return Array.isArray(value) && value.some(isPlain);
}

function specAsks(spec: unknown, path: Path): readonly Ask[] {
  const asks: Ask[] = [];
  for (const [key, what] of [
    ['hostNetwork', 'the network of its node'],
    ['hostPID', 'the processes of its node'],
    ['hostIPC', 'the IPC of its node'],
  ] as const) {
    if (isSet(at(spec, [key]))) asks.push({path: [...path, key], asks: what});
  }
  // Not part of the baseline, but what displaces the cluster's own pods would falsify the trial.
  const priority = at(spec, ['priorityClassName']);
  if (isSet(priority) && text(priority).startsWith('system-')) {
    asks.push({
      path: [...path, 'priorityClassName'],
      asks: `the priority ${text(priority)}: to displace pods of the system`,
    });
  }
  for (const [index, volume] of listAt(spec, ['volumes'])) {
    const inside = [...path, 'volumes', index, 'hostPath'];
    const hostPath = at(volume, ['hostPath']);
    if (isSet(hostPath)) asks.push({path: inside, asks: `the path ${text(at(hostPath, ['path']))} of its node`});
  }
  for (const [index, sysctl] of listAt(spec, ['securityContext', 'sysctls'])) {
    const name = text(at(sysctl, ['name']));
    if (!sysctls.has(name))
      asks.push({path: [...path, 'securityContext', 'sysctls', index, 'name'], asks: `the sysctl ${name}`});
  }
  asks.push(...contextAsks(at(spec, ['securityContext']), [...path, 'securityContext']));
  for (const list of containerLists) {
    for (const [index, container] of listAt(spec, [list]))
      asks.push(...containerAsks(container, [...path, list, index]));
  }
  return asks;
}

/** What the security context of a pod or of a container may ask for alike. */
function contextAsks(context: unknown, path: Path): readonly Ask[] {
  const asks: Ask[] = [];
  const among = (inside: Path, isFine: (value: string) => boolean, what: string): void => {
    const value = at(context, inside);
    if (isSet(value) && !isFine(text(value))) asks.push({path: [...path, ...inside], asks: `${what} ${text(value)}`});
  };
  const isProfile = (type: string) => type === 'RuntimeDefault' || type === 'Localhost';
  among(['seccompProfile', 'type'], isProfile, 'the seccomp profile');
  among(['appArmorProfile', 'type'], isProfile, 'the AppArmor profile');
  among(['seLinuxOptions', 'type'], (type) => seLinuxTypes.has(type), 'the SELinux type');
  among(['seLinuxOptions', 'user'], (user) => user === '', 'the SELinux user');
  among(['seLinuxOptions', 'role'], (role) => role === '', 'the SELinux role');
  if (isSet(at(context, ['windowsOptions', 'hostProcess']))) {
    asks.push({path: [...path, 'windowsOptions', 'hostProcess'], asks: 'a process of its Windows host'});
  }
  return asks;
}

function containerAsks(container: unknown, path: Path): readonly Ask[] {
  const asks: Ask[] = [];
  const context = at(container, ['securityContext']);
  const inContext = [...path, 'securityContext'];
  if (isSet(at(context, ['privileged'])))
    asks.push({path: [...inContext, 'privileged'], asks: 'a privileged container: root on its node'});
  const mount = at(context, ['procMount']);
  if (isSet(mount) && mount !== 'Default')
    asks.push({path: [...inContext, 'procMount'], asks: `the procMount ${text(mount)}`});
  for (const [index, name] of listAt(context, ['capabilities', 'add'])) {
    if (!capabilities.has(text(name)))
      asks.push({path: [...inContext, 'capabilities', 'add', index], asks: `the capability ${text(name)}`});
  }
  for (const [index, port] of listAt(container, ['ports'])) {
    const hostPort = at(port, ['hostPort']);
    if (isSet(hostPort) && hostPort !== 0)
      asks.push({path: [...path, 'ports', index, 'hostPort'], asks: `the port ${text(hostPort)} of its node`});
  }
  const handlers = [
    ['livenessProbe'],
    ['readinessProbe'],
    ['startupProbe'],
    ['lifecycle', 'postStart'],
    ['lifecycle', 'preStop'],
  ];
  for (const inside of handlers.flatMap((handler) =>
    ['httpGet', 'tcpSocket'].map((way) => [...handler, way, 'host']),
  )) {
    const host = at(container, inside);
    if (isSet(host) && host !== '')
      asks.push({path: [...path, ...inside], asks: `requests of its node's kubelet to ${text(host)}`});
  }
  return [...asks, ...contextAsks(context, inContext)];
}

/** The older form of AppArmor profiles. */
function annotationAsks(object: unknown, metadata: Path): readonly Ask[] {
  const path = metadata.length === 0 ? ['metadata', 'annotations'] : [...metadata, 'annotations'];
  const annotations = at(object, path);
  if (!isPlain(annotations)) return [];
  return Object.entries(annotations).flatMap(([key, value]): readonly Ask[] => {
    const profile = text(value);
    const isFine = profile === '' || profile === 'runtime/default' || profile.startsWith('localhost/');
    return key.startsWith(appArmorPrefix) && !isFine
      ? [{path: [...path, key], asks: `the AppArmor profile ${profile}`}]
      : [];
  });
}

/**
 * True for what is not left out and not switched off; a string such as "true" is the server's to refuse, and counts.
 */
function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false;
}

function listAt(value: unknown, path: Path): readonly (readonly [number, unknown])[] {
  const list = at(value, path);
  return Array.isArray(list) ? [...list.entries()] : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
}
