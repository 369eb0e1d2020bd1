// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the words of a Dockerfile look like this
import { readDockerfile } from '../../engine/dockerfile/dockerfile.ts';
import { planBuild } from '../../engine/dockerfile/plan.ts';

/** 20 lines with a bit of everything. */
const stage = `FROM debian:12-slim AS stage
ARG VERSION=1.2.3
ENV PATH=/opt/bin:$PATH NAME=\${VERSION%.*}
WORKDIR /src
COPY --chown=app:app package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci && \\
    npm cache clean --force && \\
    rm -rf /tmp/*
COPY . .
RUN <<EOF
set -e
make all
make install
EOF
LABEL org.opencontainers.image.version=$VERSION maintainer="me <me@example.com>"
EXPOSE 8080/tcp 9090
HEALTHCHECK --interval=30s CMD curl -f http://localhost/ || exit 1
USER app
ENTRYPOINT ["node"]
CMD ["server.js"]
`;

/** Milliseconds that each of so many readings and plannings of a 100-line Dockerfile takes, in this process. */
export function timeDockerfile(count: number): number[] {
  const text = Array.from({ length: 5 }, (_, index) => stage.replace('AS stage', `AS stage${index}`)).join('');
  return Array.from({ length: count }, () => {
    const start = performance.now();
    const { dockerfile, linter } = readDockerfile(text);
    planBuild(dockerfile, { platform: 'linux/386', buildArgs: new Map() }, linter);
    return performance.now() - start;
  });
}
