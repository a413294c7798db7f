/** A whole subject that is wrong: what stands in its files instead, and what a person is told. */
export interface BadSubject {
  /** Laid over `files`; `undefined` takes a file away. */
  readonly files: Readonly<Record<string, string | undefined>>;
  readonly says: RegExp;
}

const profile = `name: shop
manifests: [k8s.yaml]
entry: {service: web, port: 80, timeoutMs: 1000, requests: [{name: root, path: /}]}
peak: {rps: 40, replicas: 3}
slo: {latency: {percentile: 99, ms: 300}}
`;

const web = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: app
          image: web:1
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
`;

/** A subject that is read without a word. */
export const files: Readonly<Record<string, string>> = {'seatrial.yaml': profile, 'k8s.yaml': web};

const inProfile = (from: string, to: string): BadSubject['files'] => ({'seatrial.yaml': changed(profile, from, to)});
const inWeb = (from: string, to: string): BadSubject['files'] => ({'k8s.yaml': changed(web, from, to)});
const inPod = (line: string): BadSubject['files'] => inWeb('      containers:\n', `      ${line}\n      containers:\n`);
const inContainer = (line: string): BadSubject['files'] => inWeb('image: web:1\n', `image: web:1\n          ${line}\n`);
const beside = (text: string): BadSubject['files'] => ({'k8s.yaml': `${web}---\n${text}\n`});
const from = (sources: string, more: Readonly<Record<string, string>> = {}): BadSubject['files'] => ({
  ...inProfile('manifests: [k8s.yaml]', `manifests: [${sources}]`),
  ...more,
});
const kustomized = (text: string, more: Readonly<Record<string, string>> = {}): BadSubject['files'] =>
  from('app', {'app/kustomization.yaml': text, ...more});

function changed(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`nothing to change: ${from}`);
  return text.replace(from, () => to);
}

const claim = (spec: string): string =>
  `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}, ${spec}}`;
const config = (name: string, data = 'a: b'): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {${data}}`;

export const badSubjects: Readonly<Record<string, BadSubject>> = {
  // The door.
  'a Service that is not there': {
    files: inProfile('service: web', 'service: shop'),
    says: /seatrial\.yaml: entry\.service: the manifests hold no Service shop\n.*They hold: web/,
  },
  'a Service that is misspelt': {files: inProfile('service: web', 'service: wbe'), says: /Did you mean web/},
  'a port that the Service has not': {files: inProfile('port: 80', 'port: 8080'), says: /no port 8080\n.*are: 80/},
  'a Service without ports': {
    files: inWeb('ports: [{port: 80, targetPort: 8080}]', 'ports: []'),
    says: /ports are: none/,
  },
  'a selector that meets nothing': {
    files: inWeb('selector: {app: web}, ports', 'selector: {app: wbe}, ports'),
    says: /meets no Deployment/,
  },
  'a Service without a selector': {
    files: inWeb('selector: {app: web}, ports', 'ports'),
    says: /selector \{\} .* meets no/,
  },
  'a Service of two workloads': {
    files: beside(web.split('---')[0]?.replace('{name: web}', '{name: two}') ?? ''),
    says: /selects several workloads: web, two\n.*entry\.workload/,
  },
  'a workload that the Service does not select': {
    files: inProfile('port: 80', 'port: 80, workload: other'),
    says: /entry\.workload: the Service web does not select other/,
  },
  'an entry of pods alone': {
    files: inWeb('kind: Deployment', 'kind: ReplicaSet'),
    says: /meets no Deployment, StatefulSet or DaemonSet/,
  },
  // What nobody provides.
  'a Secret of all variables': {
    files: inContainer('envFrom: [{secretRef: {name: db}}]'),
    says: /k8s\.yaml:13:\d+: Deployment web: the manifests hold no Secret db\n.*`provide`/,
  },
  'a ConfigMap of all variables': {files: inContainer('envFrom: [{configMapRef: {name: a}}]'), says: /no ConfigMap a/},
  'a Secret of one variable': {
    files: inContainer('env: [{name: A, valueFrom: {secretKeyRef: {name: db, key: url}}}]'),
    says: /no Secret db/,
  },
  'a ConfigMap of one variable': {
    files: inContainer('env: [{name: A, valueFrom: {configMapKeyRef: {name: a, key: b}}}]'),
    says: /no ConfigMap a/,
  },
  'a key that a ConfigMap has not': {
    files: {
      'k8s.yaml': `${changed(web, 'image: web:1\n', 'image: web:1\n          env: [{name: A, valueFrom: {configMapKeyRef: {name: a, key: c}}}]\n')}---\n${config('a')}\n`,
    },
    says: /ConfigMap a has no key c \(it has a\)/,
  },
  'a Secret as files': {
    files: inPod('volumes: [{name: a, secret: {secretName: tls}}]'),
    says: /k8s\.yaml:10:\d+: .* no Secret tls/,
  },
  'a ConfigMap as files': {files: inPod('volumes: [{name: a, configMap: {name: b}}]'), says: /no ConfigMap b/},
  'a key as a file': {
    files: {
      'k8s.yaml': `${changed(web, '      containers:\n', '      volumes: [{name: a, configMap: {name: a, items: [{key: z, path: z}]}}]\n      containers:\n')}---\n${config('a')}\n`,
    },
    says: /ConfigMap a has no key z/,
  },
  'a projected Secret': {
    files: inPod('volumes: [{name: a, projected: {sources: [{secret: {name: tls}}]}}]'),
    says: /no Secret tls/,
  },
  'a projected ConfigMap': {
    files: inPod('volumes: [{name: a, projected: {sources: [{configMap: {name: ca}}]}}]'),
    says: /no ConfigMap ca/,
  },
  'a claim': {
    files: inPod('volumes: [{name: a, persistentVolumeClaim: {claimName: data}}]'),
    says: /no PersistentVolumeClaim data/,
  },
  'a class of volumes': {
    files: beside(claim('storageClassName: gp3')),
    says: /no storage class gp3 here\n.*\{gp3: standard\}/,
  },
  'a class in templates of claims': {
    files: beside(
      'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec: {serviceName: db, selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}}, spec: {containers: [{name: a, image: a}]}}, volumeClaimTemplates: [{metadata: {name: d}, spec: {storageClassName: fast, resources: {requests: {storage: 1Gi}}}}]}',
    ),
    says: /StatefulSet db: there is no storage class fast/,
  },
  'an account': {files: inPod('serviceAccountName: robot'), says: /no ServiceAccount robot/},
  'a priority': {files: inPod('priorityClassName: high'), says: /no PriorityClass high/},
  'a runtime': {files: inPod('runtimeClassName: gvisor'), says: /no RuntimeClass gvisor/},
  'an account of a CronJob': {
    files: beside(
      'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c}\nspec: {schedule: "* * * * *", jobTemplate: {spec: {template: {spec: {serviceAccountName: robot, restartPolicy: Never, containers: [{name: a, image: a}]}}}}}',
    ),
    says: /CronJob c: the manifests hold no ServiceAccount robot/,
  },
  'a Secret that only the cloud makes': {
    files: {
      'k8s.yaml': `${changed(web, 'image: web:1\n', 'image: web:1\n          envFrom: [{secretRef: {name: db}}]\n')}---\napiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: db}\nspec: {}\n`,
    },
    says: /ExternalSecret db would make it, by a program that is not in this cluster/,
  },
  'several at once': {
    files: {
      'k8s.yaml': changed(
        changed(
          web,
          'image: web:1\n',
          'image: web:1\n          envFrom: [{secretRef: {name: db}}, {configMapRef: {name: a}}]\n',
        ),
        '      containers:\n',
        '      serviceAccountName: robot\n      containers:\n',
      ),
    },
    says: /refer to 3 things that nobody provides:\n.*robot\n.*Secret db\n.*ConfigMap a/,
  },
  'one thing in three places': {
    files: inContainer('envFrom: [{secretRef: {name: db}}, {secretRef: {name: db}}, {secretRef: {name: db}}]'),
    says: /a thing that nobody provides:\n.*Secret db \(and in 2 more places\)/,
  },
  // The sources of manifests.
  'a file that is not there': {files: from('prod.yaml'), says: /seatrial\.yaml:2:\d+: .*prod\.yaml/},
  'a folder without manifests': {files: from('docs', {'docs/a.md': 'hello'}), says: /No Kubernetes object in .*docs/},
  'a manifest outside': {files: from('../../etc/passwd'), says: /leads out of the root/},
  'a manifest by an absolute path': {files: from('/etc/passwd'), says: /leads out of the root/},
  'a manifest from the network': {
    files: from('https://example.com/a.yaml'),
    says: /seatrial\.yaml:2:\d+: expected a file or folder at https:\/example\.com\/a\.yaml, got nothing/,
  },
  'no source at all': {files: inProfile('[k8s.yaml]', '[]'), says: /manifests to be/},
  'a source that is a number': {files: from('5'), says: /a path, or a chart such as \{helm: \.\/chart/},
  'a source of an unknown kind': {files: from('{jsonnet: ./app}'), says: /a path, or a chart such as/},
  'what is provided is not there': {
    files: inProfile('peak:', 'provide: [crds.yaml]\npeak:'),
    says: /provide.*crds\.yaml|crds\.yaml/,
  },
  'what is provided is no object': {
    files: {...inProfile('peak:', 'provide: [crds.yaml]\npeak:'), 'crds.yaml': 'hello'},
    says: /crds\.yaml:1:1: expected a Kubernetes object/,
  },
  'Secrets from nowhere': {files: inProfile('peak:', 'secretsFrom: [secrets.yaml]\npeak:'), says: /secrets\.yaml/},
  'two files with one object': {
    files: from('k8s.yaml, again.yaml', {
      'again.yaml': config('x')
        .replace('ConfigMap', 'Service')
        .replace('data: {a: b}', 'spec: {}')
        .replace('name: x', 'name: web'),
    }),
    says: /again\.yaml:1:1: expected each object once, got Service web again \(first in k8s\.yaml:14\)/,
  },
  'two versions of one object': {
    files: beside(
      'apiVersion: autoscaling/v1\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\nspec: {}\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\nspec: {}',
    ),
    says: /got HorizontalPodAutoscaler a again/,
  },
  'one name in two namespaces': {
    files: beside(
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: one}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: two}',
    ),
    says: /got ConfigMap a of namespace two beside that of one/,
  },
  // Charts, as far as they are looked at before Helm is.
  'a chart that is not there': {files: from('{helm: ./chart}'), says: /seatrial\.yaml:2:\d+: .*chart/},
  'a chart outside': {
    files: from('{helm: ../../etc}'),
    says: /expected a file or folder at .*, got: one that leads out|leads out of the root|got nothing/,
  },
  'a chart from a registry': {
    files: from('{helm: "oci://example.com/shop"}'),
    says: /expected a file or folder at oci:\/example\.com\/shop, got nothing/,
  },
  'values that are not there': {
    files: from('{helm: ./chart, values: [prod.yaml]}', {'chart/Chart.yaml': 'name: shop'}),
    says: /prod\.yaml/,
  },
  'values outside': {
    files: from('{helm: ./chart, values: [../../etc/passwd]}', {'chart/Chart.yaml': 'name: shop'}),
    says: /leads out of the root/,
  },
  'values that are one text': {files: from('{helm: ./chart, values: prod.yaml}'), says: /a path, or a chart such as/},
  'a value that is a list': {files: from('{helm: ./chart, set: {a: [1]}}'), says: /a path, or a chart such as/},
  'a release of capitals': {
    files: from('{helm: ./chart, release: Shop}'),
    says: /a path, or a chart such as|lower-case/,
  },
  'a release that is too long': {
    files: from(`{helm: ./chart, release: ${'a'.repeat(54)}}`),
    says: /a path, or a chart such as|at most 53/,
  },
  'a chart with an option nobody has': {
    files: from('{helm: ./chart, version: 1.2.3}'),
    says: /expected a known key in manifests\[0\], got "version"; known are helm, values, set, release/,
  },
  'a chart without a path': {files: from('{values: [a.yaml]}'), says: /a path, or a chart such as/},
  // Kustomizations, before kubectl reads them.
  'a resource that is not there': {
    files: kustomized('resources: [web.yaml]'),
    says: /app\/kustomization\.yaml:1:\d+: .*web\.yaml/,
  },
  'a kustomization that is a list': {
    files: kustomized('- web.yaml'),
    says: /expected a kustomization, got something else/,
  },
  'a kustomization that is a text': {files: kustomized('hello'), says: /expected a kustomization, got something else/},
  'a kustomization of two documents': {
    files: kustomized('resources: []\n---\nresources: []'),
    says: /one YAML document, got several/,
  },
  'a kustomization that is no YAML': {files: kustomized('resources: [a'), says: /expected valid YAML/},
  'a kustomization with repeated keys': {
    files: kustomized('resources: []\nresources: []'),
    says: /Map keys must be unique/,
  },
  'a kustomization with a tag': {files: kustomized('resources: [!!binary aGk=]'), says: /values without tags/},
  'a kustomization with charts': {
    files: kustomized('helmCharts: [{name: a, repo: "https://example.com"}]'),
    says: /expected no Helm charts/,
  },
  'a base outside': {files: kustomized('resources: [../../../etc]'), says: /leads out of the root/},
  'a base from the network': {
    files: kustomized('resources: ["https://example.com/base?ref=main"]'),
    says: /--remote-bases/,
  },
  'a base from a forge': {files: kustomized('resources: ["github.com/example/base"]'), says: /--remote-bases/},
  'a patch that is not there': {files: kustomized('patches: [{path: patch.yaml}]'), says: /patch\.yaml/},
  'a generator of a file that is not there': {
    files: kustomized('configMapGenerator: [{name: a, files: [nowhere.txt]}]'),
    says: /nowhere\.txt/,
  },
  'a component that is not there': {files: kustomized('components: [nowhere]'), says: /nowhere/},
  // What stands in the profile beside.
  'a dependency that no manifest holds': {
    files: inProfile('peak:', 'dependencies: [{name: db, kind: in-cluster, need: hard, workload: db}]\npeak:'),
    says: /dependencies\[0\]\.workload: the manifests hold no workload db, which is to be db\n.*They hold: web/,
  },
  'a dependency without a word on its need': {
    files: inProfile('peak:', 'dependencies: [{name: db, kind: stub}]\npeak:'),
    says: /dependencies\[0\]\.need/,
  },
  'a need that is still to be answered': {
    files: inProfile('peak:', 'dependencies: [{name: db, kind: stub, need: TODO}]\npeak:'),
    says: /expected an answer at dependencies\[0\]\.need, got TODO/,
  },
  'a request that is still to be answered': {
    files: inProfile('name: root', 'name: TODO'),
    says: /an answer at entry\.requests\[0\]\.name, got TODO/,
  },
  'a peak that is still to be answered': {
    files: inProfile('rps: 40', 'rps: TODO'),
    says: /an answer at peak\.rps, got TODO/,
  },
  'a variable that is not set': {
    files: inProfile('path: /}', 'path: /, headers: {authorization: "Bearer ${env:SEATRIAL_NO_SUCH_VARIABLE}"}}'),
    says: /SEATRIAL_NO_SUCH_VARIABLE/,
  },
  'a variable in a body that is not set': {
    files: inProfile('path: /}', 'path: /, method: POST, body: "${env:SEATRIAL_NO_SUCH_VARIABLE}"}'),
    says: /entry\.requests\[0\]\.body.*SEATRIAL_NO_SUCH_VARIABLE|SEATRIAL_NO_SUCH_VARIABLE/,
  },
  'a base profile that is not there': {
    files: inProfile('name: shop', 'base: base.yaml\nname: shop'),
    says: /base\.yaml/,
  },
  'a base profile outside': {
    files: inProfile('name: shop', 'base: ../../etc/passwd\nname: shop'),
    says: /leads out of the root/,
  },
  'a base profile that is itself': {
    files: inProfile('name: shop', 'base: seatrial.yaml\nname: shop'),
    says: /seatrial\.yaml/,
  },
  'no profile': {files: {'seatrial.yaml': undefined}, says: /no such file/},
  'a profile that is a manifest': {files: {'seatrial.yaml': web}, says: /seatrial\.yaml:/},
  'a profile that is a chart’s values': {
    files: {'seatrial.yaml': 'image: {tag: 1}\nreplicaCount: 2\n'},
    says: /seatrial\.yaml:/,
  },
  'a profile that is JSON cut off': {
    files: {'seatrial.yaml': '{"name": "shop"'},
    says: /seatrial\.yaml:1:\d+: expected valid YAML/,
  },
  'a profile with a merge of nothing': {
    files: inProfile('peak: {', 'peak: {<<: 5, '),
    says: /seatrial\.yaml:1:1: expected valid YAML, got: aliases that lead nowhere/,
  },
  // YAML as kubectl reads it.
  'a variable that kubectl takes for true': {
    files: inContainer('env: [{name: A, value: yes}]'),
    says: /k8s\.yaml:13:\d+: .*value to be a string, got true/,
  },
  'a variable that kubectl takes for a number': {
    files: inContainer('env: [{name: A, value: 010}]'),
    says: /value to be a string, got 8/,
  },
  'an annotation that kubectl takes for off': {
    files: inWeb('metadata: {name: web}\nspec:\n', 'metadata: {name: web, annotations: {a: off}}\nspec:\n'),
    says: /metadata\.annotations\.a to be a string, got false/,
  },
  'replicas in quotes': {files: inWeb('replicas: 3', 'replicas: "3"'), says: /spec\.replicas to be a number, got "3"/},
  'a container as a map': {
    files: inWeb('        - name: app\n          image: web:1', '        name: app\n        image: web:1'),
    says: /containers to be a list, got a map/,
  },
  'a dependency that is misspelt': {
    files: inProfile('peak:', 'dependencies: [{name: a, kind: in-cluster, need: hard, workload: wbe}]\npeak:'),
    says: /Did you mean web/,
  },
  'a Job to prepare with that is not there': {
    files: inProfile('peak:', 'prepare: [{job: migrate}]\npeak:'),
    says: /prepare\[0\]\.job: the manifests hold no Job migrate\n.*They hold: none/,
  },
  'a variable that nothing keeps': {
    files: inProfile('path: /}', 'path: "/${keep:token}"}'),
    says: /seatrial\.yaml:3:\d+: expected token to be kept by a request of `prepare` before this one, got nothing/,
  },
  'a variable that is kept too late': {
    files: inProfile('peak:', 'prepare: [{name: a, path: "/${keep:b}"}, {name: b, path: /, keep: {b: $.b}}]\npeak:'),
    says: /seatrial\.yaml:4:\d+: expected b to be kept/,
  },
  'a preparation of no kind': {
    files: inProfile('peak:', 'prepare: [{command: ls}]\npeak:'),
    says: /seatrial\.yaml:4:\d+: expected/,
  },
  'a preparation with a weight': {
    files: inProfile('peak:', 'prepare: [{name: a, path: /, weight: 2}]\npeak:'),
    says: /seatrial\.yaml:4:\d+: expected a known key in prepare\[0\], got "weight"/,
  },
  'what is kept by no path': {
    files: inProfile('peak:', 'prepare: [{name: a, path: /, keep: {token: token}}]\npeak:'),
    says: /seatrial\.yaml:4:\d+: expected/,
  },
  'two preparations of one name': {
    files: inProfile('peak:', 'prepare: [{name: a, path: /}, {name: a, path: /}]\npeak:'),
    says: /a name of its own for each preparation/,
  },
  'an image built from nowhere': {
    files: inProfile('peak:', 'images: [{build: ./nowhere, tag: "web:1"}]\npeak:'),
    says: /seatrial\.yaml:4:\d+: expected a file or folder at nowhere, got nothing/,
  },
  'an image built outside': {
    files: inProfile('peak:', 'images: [{build: /etc, tag: "web:1"}]\npeak:'),
    says: /leads out of the root/,
  },
  'an image that is built and has no name': {
    files: inProfile('peak:', 'images: [{build: ./}]\npeak:'),
    says: /seatrial\.yaml:4:\d+: expected/,
  },
  'an image whose name is an option': {
    files: inProfile('peak:', 'images: [{build: ./, tag: "--push"}]\npeak:'),
    says: /seatrial\.yaml:4:\d+: expected/,
  },
  'a stub that is a Service': {
    files: inProfile('peak:', 'dependencies: [{name: web, kind: stub, need: hard}]\npeak:'),
    says: /the manifests hold a Service web, so no stub can have this name/,
  },
  'a container without a name': {
    files: inWeb('        - name: app\n          image: web:1', '        - image: web:1'),
    says: /containers\[0\]\.name to be a string, got nothing/,
  },
  'an object without a name': {
    files: beside('apiVersion: v1\nkind: Secret\nmetadata: {}'),
    says: /k8s\.yaml:19:1: .*without metadata\.name/,
  },
  'a list within a list that is a text': {
    files: beside('apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: List, items: [a]}]'),
    says: /got one without/,
  },
  'a JSON file that is cut off': {
    files: from('k8s.yaml, a.json', {'a.json': '{"kind": "Pod"'}),
    says: /a\.json:1:\d+: expected valid YAML/,
  },
  'a JSON file of a text': {
    files: from('k8s.yaml, a.json', {'a.json': '"hello"'}),
    says: /a\.json:1:1: expected a Kubernetes object/,
  },
  'Windows’ bytes': {files: from('k8s.yaml, a.yaml', {'a.yaml': '\uFEFFhello: \0'}), says: /a\.yaml:/},
  'a template that was not rendered': {
    files: inWeb('image: web:1', 'image: {{ .Values.image }}'),
    says: /k8s\.yaml:\d+:\d+: expected/,
  },
  'a conflict that was not resolved': {
    files: inWeb('  replicas: 3\n', '<<<<<<< ours\n  replicas: 3\n=======\n  replicas: 4\n>>>>>>> theirs\n'),
    says: /k8s\.yaml:\d+:\d+: expected valid YAML/,
  },
};
