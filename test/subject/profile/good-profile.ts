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
