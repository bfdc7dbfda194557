# Debian and not Alpine: the password hash is a native module, and it is tested on glibc.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The one script of a dependency brings a Node, which is here, and the sources, which ours compiles, are not yet.
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY build ./build
COPY src ./src
RUN npm run build

FROM node:24-slim AS production
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force

FROM node:24-slim
ENV NODE_ENV=production \
    OIDC_STEP_UP_HOST=0.0.0.0 \
    OIDC_STEP_UP_PORT=3000 \
    OIDC_STEP_UP_STORE=sqlite:/data/step-up.db
WORKDIR /app
COPY --from=production /app/node_modules ./node_modules
COPY package.json LICENSE CHANGELOG.md ./
COPY views ./views
COPY --from=build /app/dist ./dist
# The program's files stay root's: whoever takes over the process cannot change them.
RUN install -d -o node -g node -m 0700 /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.OIDC_STEP_UP_PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# V8 plans by the machine's memory: tens of MiB for young objects, where a server's are few, and garbage of several
# times what lives (40 MiB) before it is collected. A GiB is far more than a busy node comes to.
CMD ["node", "--max-semi-space-size=4", "--max-old-space-size=1024", "dist/cli/main.js", "serve"]
