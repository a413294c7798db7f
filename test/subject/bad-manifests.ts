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
  'a number that JSON does not have': [
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {x: .inf}',
    /a\.yaml:4:11: expected valid YAML, got: a number that JSON does not have/,
  ],
  'a key that is nothing': ['apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {~: b}', /a key that is null/],
  'a word that kubectl takes for true': [
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: yes}',
    /expected data\.a to be a string, got true/,
  ],
  'a label that kubectl takes for a number': [
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {version: 0755}}',
    /expected metadata\.labels\.version to be a string, got 493/,
  ],
  'a name that kubectl takes for no': [
    'apiVersion: v1\nkind: Pod\nmetadata: {name: no}',
    /got one without metadata\.name/,
  ],
  'a list of a kind with an item that is a text': [
    'apiVersion: v1\nkind: ConfigMapList\nitems: [a]',
    /got one without/,
  ],
  'a list of a kind with an item without a name': [
    'apiVersion: v1\nkind: SecretList\nitems: [{stringData: {a: b}}]',
    /a\.yaml:3:9: expected a Kubernetes object, got one without metadata\.name/,
  ],
  'a generated name that is a number': [
    'apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: 5}',
    /got one without metadata\.name/,
  ],
  'a merge of what is no map': ['apiVersion: v1\nkind: Pod\nmetadata: {<<: 5, name: a}', /expected valid YAML/],
  'JSON that is cut off': ['{"apiVersion": "v1", "kind": "Pod"', /expected valid YAML/],
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
  'a role of a kind that is none': [
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: a}\nroleRef: {kind: Rolle, name: a}\n',
    /expected roleRef\.kind to be one of Role, ClusterRole, got "Rolle"$/m,
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
