/** What a machine offers a run, once it is set up: given by `setUp` and, in under a second, by `findTools`. */
export interface Tools {
  /** Path of the kind executable, of the pinned version. */
  readonly kind: string;
  /**
   * Path of a kubectl that suits the cluster (`kubectl kustomize` and hints for people; the run itself uses the API).
   */
  readonly kubectl: string;
  /** The node image for `kind create cluster --image`; it is in the engine, nothing is pulled. */
  readonly nodeImage: string;
  /**
   * The digests of the node image and of the base images, by their tags: as pulled, or the ID of one that was made
   * here.
   */
  readonly imageDigests: Readonly<Record<string, string>>;
  /** The Kubernetes version inside the node image, with its v. */
  readonly kubernetesVersion: string;
  /** Which pod network the node image brings along as kind's default CNI; both enforce NetworkPolicy. */
  readonly podNetwork: 'kube-router' | 'kindnet';
  /**
   * The image that answers 200 "ok" at port 8080 on every path, with the header `x-seatrial: sentinel`. `/sentinel
   * connect HOST:PORT` tries a TCP connection for 2 s and exits 0 or 1; `/sentinel get URL` prints the HTTP status and
   * exits 0, or 1 when there was no answer in 2 s.
   */
  readonly sentinelImage: string;
  /** The images of the demo that are in the engine, such as `seatrial/shop-gateway:dev`. */
  readonly demoImages: readonly string[];
  /** Path of the manifest that installs metrics-server, whose image a node image built here already holds. */
  readonly metricsServer: string;
  /** The control-group version of the machine that runs the containers. */
  readonly cgroupVersion: 1 | 2;
  /** The version of the Docker engine. */
  readonly dockerVersion: string;
}
