# The images that run inside a node, under the names that kubeadm and the
# manifests ask for. They share one layer; the last stages differ only in what
# starts when a pod gives arguments but no command.
FROM debian:trixie-slim AS components
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates ipset iptables \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /usr/share/doc/* /usr/share/man/*
COPY bin/kubernetes bin/coredns bin/kube-router bin/local-path-provisioner bin/metrics-server /usr/local/bin/
RUN cd /usr/local/bin \
    && for part in kube-apiserver kube-controller-manager kube-proxy kube-scheduler etcd; do ln -s kubernetes "$part"; done

FROM components AS coredns
ENTRYPOINT ["/usr/local/bin/coredns"]

FROM components AS metrics-server
ENTRYPOINT ["/usr/local/bin/metrics-server"]

FROM scratch AS pause
COPY bin/pause /pause
USER 65535:65535
ENTRYPOINT ["/pause"]
