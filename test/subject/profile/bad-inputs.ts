/** A profile that is right. */
export const good = `name: shop
manifests: [k8s]
entry:
  service: gateway
  port: 80
  timeoutMs: 2000
  requests:
    - {name: home, path: /}
peak: {rps: 34, replicas: 3}
slo: {latency: {percentile: 99, ms: 300}}
`;
const long = (length: number): string => 'x'.repeat(length);

/** What is written instead of what, and what a person is told of it. */
type Row = readonly [from: string, to: string, says: RegExp];

const replaced = (from: string, rows: Readonly<Record<string, RegExp>>): readonly Row[] =>
  Object.entries(rows).map(([to, says]): Row => [from, to, says]);

const most = (path: string, number: number) => new RegExp(`expected ${path} to be a number of at most ${number}, got `);

/** Profiles that are wrong: what is written instead of what, and what a person is told of it. */
export const badProfiles: readonly Row[] = [
  // Numbers: none without an end, none that is none.
  ...replaced('rps: 34', {
    'rps: 1e9': most('peak.rps', 100_000),
    'rps: 100001': most('peak.rps', 100_000),
    'rps: -1': /a number above 0, got -1/,
    'rps: .inf': /peak\.rps to be a number/,
    'rps: .nan': /peak\.rps to be a number/,
    'rps: 1e400': /peak\.rps to be a number/,
    'rps: "34"': /a number, got "34"/,
    'rps: 34_000': /a number, got "34_000"/,
    'rps: [34]': /a number, got a list/,
    'rps: 2001-01-01': /a number, got "2001-01-01"/,
    'rps: 33334': /peak\.rps × surge to be a number of at most 100000, got 100002/,
    'rps: ': /a number, got nothing \(null\)/,
    'rps: true': /a number, got true/,
    'rps: !!binary aGVsbG8=': /valid YAML|a number/,
    'rps: 34, rps: 35': /Map keys must be unique/,
  }),
  ...replaced('replicas: 3', {
    'replicas: 1001': most('peak.replicas', 1000),
    'replicas: 1e12': most('peak.replicas', 1000),
    'replicas: 0': /at least 1, got 0/,
    'replicas: -3': /at least 1, got -3/,
    'replicas: 0.5': /whole number/,
    'replicas: 99999999999999999999': /peak\.replicas to be/,
  }),
  ...replaced('timeoutMs: 2000', {
    'timeoutMs: 1e12': most('entry.timeoutMs', 120_000),
    'timeoutMs: 120001': most('entry.timeoutMs', 120_000),
    'timeoutMs: 0': /above 0, got 0/,
    'timeoutMs: 2s': /a number, got "2s"/,
    'timeoutMs: {}': /a number, got a map/,
  }),
  ...replaced('port: 80', {
    'port: 65536': most('entry.port', 65_535),
    'port: 0': /at least 1, got 0/,
    'port: -80': /at least 1/,
    'port: 80.5': /whole number/,
    'port: http': /a number, got "http"/,
  }),
  ...replaced('ms: 300', {
    'ms: 1e9': most('slo.latency.ms', 120_000),
    'ms: 0': /above 0, got 0/,
    'ms: -1': /above 0, got -1/,
  }),
  ...replaced('percentile: 99', {
    'percentile: 100': /a number below 100, got 100/,
    'percentile: 0': /above 0, got 0/,
    'percentile: p99': /a number, got "p99"/,
  }),
  ...replaced('name: shop', {
    'name: shop\nsurge: 101': most('surge', 100),
    'name: shop\nsurge: 0.5': /at least 1, got 0\.5/,
    'name: shop\nsurge: 3x': /a number, got "3x"/,
    'name: shop\nbounds: {longestGapMs: 1e12}': most('bounds.longestGapMs', 86_400_000),
    'name: shop\nbounds: {leakHorizonS: 1e12}': most('bounds.leakHorizonS', 31_536_000),
    'name: shop\nbounds: {recoveredP99Factor: 1e12}': most('bounds.recoveredP99Factor', 1000),
    'name: shop\nbounds: {memoryHeadroomShare: 1}': /below 1, got 1/,
    'name: shop\nbounds: {throttledShare: 20}': /below 1, got 20/,
    'name: shop\nbounds: {timedOutShare: 0}': /above 0, got 0/,
    'name: shop\nbounds: []': /a map, got an empty list/,
    'name: shop\nbounds: {toString: 1}': /a known key in bounds, got "toString"/,
    'name: shop\nbounds: {__proto__: 1}': /a known key in bounds/,
    'name: shop\nconstructor: 1': /a known key in the profile, got "constructor"/,
    'name: shop\n__proto__: {surge: 5}': /a known key in the profile/,
    'name: shop\n"\\e[2J": 1': /got "\\u\{1b\}\[2J"/,
    'name: shop\n"a\\n::error::b": 1': /got "a\\u\{a\}::error::b"/,
    'name: shop\n"\\u202Eevil": 1': /got "\\u\{202e\}evil"/,
    [`name: shop\n${long(500)}: 1`]: /got "x{60}… \(440 characters more\)"/,
    'name: shop\n? {a: 1}\n: 2': /known key|valid YAML/,
    'name: shop\n1: 2': /a known key in the profile, got "1"/,
    'name: shop\n<<: {surge: 5}': /a known key in the profile, got "<<"/,
    'name: shop\nbase: 5': /base to be a string, got 5/,
    'name: shop\nbase: ""': /base to be not empty/,
    'name: shop\ngate: [everything]': /one of resources, health/,
    'name: shop\ngate: resources': /a list, got "resources"/,
    'name: shop\nimages: nginx': /a list, got "nginx"/,
    'name: shop\nimages: [1]': /a string, got 1/,
    'name: shop\nimages: ["a\\nb"]': /one line of printable text/,
    [`name: shop\nimages: [${long(501)}]`]: /a text of at most 500 characters, got a text of 501 characters/,
    [`name: shop\nimages: [${Array.from({length: 1001}, (_, index) => `a${index}`).join(', ')}]`]:
      /a list with at most 1000 items, got a list/,
    'name: shop\nwaivers: [{check: a, reason: "b\\e[31m", until: 2027-01-31}]':
      /reason to be one line of printable text/,
    'name: shop\nwaivers: [{check: a, reason: "b\\nc", until: 2027-01-31}]': /reason to be one line of printable text/,
    [`name: shop\nwaivers: [{check: a, reason: ${long(501)}, until: 2027-01-31}]`]: /at most 500 characters/,
    'name: shop\nwaivers: [{check: a, reason: b, until: 2027-13-31}]': /a date such as/,
    'name: shop\nwaivers: [{check: a, reason: b}]': /a date such as|nothing/,
    'name: shop\ndependencies: [{name: "a\\tb", kind: stub, need: hard}]': /one line of printable text/,
    [`name: shop\ndependencies: [{name: ${long(81)}, kind: stub, need: hard}]`]: /at most 80 characters/,
    'name: shop\ndependencies: [{name: a, kind: cloud, need: hard}]':
      /one of in-cluster, stub, record-only, got "cloud"/,
    'name: shop\ndependencies: [{name: a, kind: stub, need: maybe}]': /one of hard, soft/,
    'name: shop\nstorageClasses: {a: 1}': /a string, got 1/,
    'name: shop\nstorageClasses: [a]': /a map, got a list/,
    'name: shop\ndataPaths: [{name: a}]': /dataPaths\[0\]\.write/,
    'name: shop\nexpect: {scenario: a}': /expect\.check/,
  }),
  ...replaced('name: shop', {
    'name: ""': /lower-case letters/,
    'name: -a': /lower-case letters/,
    'name: a/../b': /lower-case letters/,
    'name: "a\\nb"': /lower-case letters/,
    'name: ä': /lower-case letters/,
    [`name: ${long(64)}`]: /at most 63 characters, got a text of 64 characters/,
    'name: [a]': /a string, got a list/,
    'name: 5': /a string, got 5/,
    'name: &a [*a]': /valid YAML/,
    'name: *a': /valid YAML/,
    'name: "\\q"': /valid YAML, got: Invalid escape sequence$/m,
    'name: @a': /valid YAML/,
    'name: `a`': /valid YAML/,
    'name: a: b': /valid YAML/,
    'name: {a': /valid YAML/,
    'name: "a': /valid YAML/,
    '\tname: shop': /valid YAML/,
  }),
  ...replaced('[k8s]', {
    '[]': /a list with at least 1 item, got an empty list/,
    '[nowhere]': /expected a file or folder at nowhere, got nothing/,
    '[../..]': /leads out of the root/,
    '[/etc/passwd]': /leads out of the root/,
    '[/dev/zero]': /leads out of the root/,
    '[/proc/self/environ]': /leads out of the root/,
    '[k8s/a.yaml/b]': /got nothing: a part of the path is no folder/,
    '["k8s\\0"]': /one line of printable text/,
    [`[${long(300)}]`]: /got a path that is too long/,
    '[""]': /not empty/,
    '[5]': /a string, got 5/,
    '[[k8s]]': /a string, got a list/,
    '["https://example.com/a.yaml"]': /got nothing/,
  }),
  ...replaced('name: home', {
    'name: "two\\nlines"': /a name of letters, digits, spaces/,
    'name: "=HYPERLINK(1)"': /a name of letters, digits, spaces/,
    'name: "=a"': /begins with none of = \+ - @/,
    'name: "+a"': /begins with none of/,
    'name: "-a"': /begins with none of/,
    'name: "@a"': /begins with none of/,
    'name: "a,b"': /a name of letters/,
    "name: 'a\"b'": /a name of letters/,
    'name: "a\\e[31m"': /a name of letters/,
    'name: ä': /a name of letters/,
    'name: "\\u202Ea"': /a name of letters/,
    'name: ""': /not empty/,
    [`name: ${long(81)}`]: /at most 80 characters, got a text of 81 characters/,
    'name: 1': /a string, got 1/,
  }),
  ...replaced('path: /', {
    'path: "/a b"': /percent-encoded/,
    'path: "/a\\r\\nx: y"': /percent-encoded/,
    'path: /ä': /percent-encoded/,
    'path: ""': /begins with "\/"/,
    'path: "http://example.com/"': /begins with "\/"/,
    [`path: /${long(8192)}`]: /at most 8192 characters/,
    'path: /, headers: {"a:b": c}': /headers/,
    'path: /, headers: {"a\\r\\nb": c}': /headers/,
    'path: /, headers: {"": c}': /headers/,
    'path: /, headers: {a: "b\\r\\nc: d"}': /the value of a header: one line of text/,
    'path: /, headers: {a: "b\\0"}': /the value of a header/,
    'path: /, headers: {a: 5}': /a string, got 5/,
    [`path: /, headers: {a: ${long(8193)}}`]: /at most 8192 characters/,
    [`path: /, headers: {${Array.from({length: 101}, (_, index) => `a${index}: b`).join(', ')}}`]:
      /a map with at most 100 headers/,
    'path: /, body: {a: 1}': /a string, got a map/,
    'path: /, weight: 0': /above 0, got 0/,
    'path: /, weight: 1e9': most('entry.requests\\[0\\].weight', 1_000_000),
    'path: /, method: TRACE': /one of GET/,
    'path: /, method: "GET /"': /one of GET/,
    'path: /, expect: {status: 99}': /an HTTP status|at least 100/,
    'path: /, expect: {status: []}': /an HTTP status|at least 1 item/,
    'path: /, expect: {jsonPath: {path: id, value: 1}}': /begins with "\$"/,
    'path: /, expect: {jsonPath: {path: $.id, value: [1]}}': /a string, a number or a boolean/,
    'path: /, expect: {bodyIncludes: ""}': /not empty/,
    'path: /, expect: {header: {name: a}}': /expect\.header\.value/,
  }),
];

/** Manifests that are wrong, and what a person is told of them. */
export const badManifests: Readonly<Record<string, readonly [text: string, says: RegExp]>> = {
  'a text': ['hello', /a\.yaml:1:1: expected a Kubernetes object, got one without apiVersion, kind and metadata\.name/],
  'a list': ['- a', /got one without apiVersion, kind and metadata\.name/],
  'a number': ['5', /got one without/],
  'no name': ['apiVersion: v1\nkind: Pod\n', /got one without metadata\.name/],
  'a name that is a number': ['apiVersion: v1\nkind: Pod\nmetadata: {name: 5}\n', /got one without metadata\.name/],
  'metadata that is a text': ['apiVersion: v1\nkind: Pod\nmetadata: a\n', /got one without metadata\.name/],
  'a kind that is a list': ['apiVersion: v1\nkind: [Pod]\nmetadata: {name: a}\n', /got one without kind/],
  nothing: ['', /No Kubernetes object in/],
  'comments alone': ['# nothing\n---\n# nothing\n', /No Kubernetes object in/],
  'no YAML': ['a: [', /a\.yaml:\d:\d: expected valid YAML/],
  'a tab': ['a:\n\tb: 1', /expected valid YAML/],
  'repeated keys': [
    'apiVersion: v1\nkind: Pod\nkind: Pod\nmetadata: {name: a}',
    /a\.yaml:3:1: expected valid YAML, got: Map keys must be unique/,
  ],
  'a deep nest': [`a: ${'['.repeat(300)}${']'.repeat(300)}`, /more than 200 levels inside each other/],
  'an alias to nothing': ['a: *b', /expected valid YAML/],
  'the same object twice': [
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\n',
    /each object once, got Pod a again/,
  ],
  'a name with an escape, twice': [
    'apiVersion: v1\nkind: Pod\nmetadata: {name: "a\\e[2J"}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: "a\\e[2J"}\n',
    /got Pod a\\u\{1b\}\[2J again/,
  ],
  'items that are no objects': ['apiVersion: v1\nkind: List\nitems: [1, a]\n', /got one without/],
  'an alias inside what it stands for': ['a: &a [*a]', /aliases that lead nowhere, or grow too large/],
  bytes: ['\0\u0001\u0002', /expected|No Kubernetes object/],
  'ports that are a map': [
    service('ports: {port: 80}'),
    /^a\.yaml:4:15: expected spec\.ports to be a list, got a map$/m,
  ],
  'ports that are nothing': [service('ports: [null]'), /expected spec\.ports\[0\] to be a map, got nothing \(null\)$/m],
  'a port that is a text': [
    service('ports: [{port: "80"}]'),
    /expected spec\.ports\[0\]\.port to be a number, got "80"$/m,
  ],
  'a selector that is a list': [service('selector: [app]'), /expected spec\.selector to be a map, got a list$/m],
  'a label that is no text': [
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels: {a: true}\n',
    /^a\.yaml:5:15: expected metadata\.labels\.a to be a string, got true$/m,
  ],
  'a namespace that is a map': [
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: {toString: 1}}\n',
    /metadata\.namespace to be a string, got a map$/m,
  ],
  'a version that leads elsewhere': [
    'apiVersion: storage%2Ek8s.io/v1\nkind: StorageClass\nmetadata: {name: a}\n',
    /^a\.yaml:1:13: expected apiVersion to be a version such as v1 or apps\/v1, got "storage%2Ek8s\.io\/v1"$/m,
  ],
  'a version with a question': ['apiVersion: v1?x\nkind: Pod\nmetadata: {name: a}\n', /a version such as v1/],
  'a kind with a slash': [
    'apiVersion: v1\nkind: Pod/exec\nmetadata: {name: a}\n',
    /a kind such as Deployment, got "Pod\/exec"/,
  ],
  'a name that leads elsewhere': [
    'apiVersion: v1\nkind: Pod\nmetadata: {name: ..}\n',
    /metadata\.name to be a name without \/ and %, got "\.\."/,
  ],
  'a name of the harness': [
    'apiVersion: v1\nkind: Service\nmetadata: {name: seatrial-entry}\n',
    /^a\.yaml:3:18: expected a name that does not begin with seatrial-: those are the harness's own$/m,
  ],
  'verbs that are maps': [
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: a}\nrules: [{verbs: [{toString: 1}]}]\n',
    /expected rules\[0\]\.verbs\[0\] to be a string, got a map$/m,
  ],
  'a role of no name': [
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: a}\nroleRef: {kind: ClusterRole, name: {toString: 1}}\n',
    /expected roleRef\.name to be a string, got a map$/m,
  ],
  'subjects that are nothing': [
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: a}\nroleRef: {kind: Role, name: a}\nsubjects: [null]\n',
    /expected subjects\[0\] to be a map, got nothing \(null\)$/m,
  ],
  'replicas that are a text': [deployment('replicas: three'), /expected spec\.replicas to be a number, got "three"$/m],
  'volumes that are a map': [
    deployment('template: {spec: {volumes: {}}}'),
    /expected spec\.template\.spec\.volumes to be a list, got a map$/m,
  ],
  'a container without a name': [
    deployment('template: {spec: {containers: [{image: a}]}}'),
    /expected spec\.template\.spec\.containers\[0\]\.name to be a string, got nothing$/m,
  ],
  'a variable that is a number': [
    deployment('template: {spec: {containers: [{name: a, env: [{name: A, value: 5}]}]}}'),
    /containers\[0\]\.env\[0\]\.value to be a string, got 5$/m,
  ],
  'a command that is one text': [
    deployment('template: {spec: {containers: [{name: a, livenessProbe: {exec: {command: ls}}}]}}'),
    /livenessProbe\.exec\.command to be a list, got "ls"$/m,
  ],
  'a pod template of somebody’s kind': [
    'apiVersion: example.com/v1\nkind: Fleet\nmetadata: {name: a}\nspec: {template: {spec: {containers: [{name: {toString: 1}}]}}}\n',
    /containers\[0\]\.name to be a string, got a map$/m,
  ],
};

function service(spec: string): string {
  return `apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {${spec}}\n`;
}

function deployment(spec: string): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {${spec}}\n`;
}
