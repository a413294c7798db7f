# Stands in for Docker Hub's image of the same name where that cannot be had:
# Node alone, and the user with the number 1000 that images built on it expect.
FROM debian:trixie-slim
COPY node /usr/local/bin/node
RUN ln -s node /usr/local/bin/nodejs \
    && groupadd --gid 1000 node \
    && useradd --uid 1000 --gid node --shell /bin/bash --create-home node \
    && node --version
CMD ["node"]
