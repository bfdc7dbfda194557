import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { PortTaken, onClaimedPort } from './claimed-port.ts'
import { NGINX } from './nginx-files.ts'

/** One request as nginx saw it. */
export interface PassedOn {
  readonly agent: string
  readonly method: string
  readonly path: string
  readonly status: number
  /** The ports of the nodes that it was given to, in turn: more than one where it was passed on. */
  readonly ports: readonly number[]
}

/** A real nginx in front of nodes, with files of its own. */
export interface Nginx {
  readonly port: number
  /** Puts these nodes behind it: at first there are none. */
  leadTo(ports: readonly number[]): Promise<void>
  /** Every request so far that was answered. */
  passedOn(): readonly PassedOn[]
  /** Takes nodes out of service before they are stopped, or (with none) all in again. */
  leaveOut(...ports: readonly number[]): Promise<void>
  close(): Promise<void>
}

const lineSchema = z
  .object({
    agent: z.string(),
    method: z.string(),
    path: z.string(),
    status: z.string(),
    upstream: z.string(),
  })
  .transform(({ status, upstream, ...line }) => ({
    ...line,
    status: Number(status),
    ports: [...upstream.matchAll(/:(\d+)/g)].map(([, port]) => Number(port)),
  }))

/** Whoever is ended in the middle of something leaves none behind: SIGTERM ends its workers too. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const nginx of running) nginx.kill('SIGTERM')
})

/** A path below which the nodes are; everything else is nobody's. */
export interface Below {
  readonly path: string
  /** Takes the path away before it passes a request on. */
  readonly strips: boolean
}

export const openNginx = (folder: string, below?: Below): Promise<Nginx> =>
  onClaimedPort((port) => openOn(folder, port, below))

async function openOn(folder: string, port: number, below: Below | undefined): Promise<Nginx> {
  let ports: readonly number[] = []
  const file = join(folder, 'nginx.conf')
  const log = join(folder, 'access.log')
  mkdirSync(join(folder, 'temporary'), { recursive: true })
  const write = (left: readonly number[]) => {
    writeFileSync(file, nginxConfiguration(folder, port, ports, left, below))
  }
  write(ports)
  const nginx = spawn(NGINX, ['-e', 'stderr', '-c', file], { stdio: ['ignore', 'ignore', 'pipe'] })
  running.add(nginx)
  nginx.once('exit', () => running.delete(nginx))
  const ended = once(nginx, 'exit')
  const lines = createInterface(nginx.stderr)
  /** Resolves when it says so. */
  const says = (text: string): Promise<void> =>
    new Promise((resolve) => {
      const listener = (line: string): void => {
        if (!line.includes(text)) return
        lines.off('line', listener)
        resolve()
      }
      lines.on('line', listener)
    })
  const said: string[] = []
  lines.on('line', (line) => said.push(line))
  await Promise.race([
    says('start worker process '),
    // It would try again and again.
    says('Address already in use').then(() => {
      nginx.kill('SIGTERM')
      throw new PortTaken(port)
    }),
    ended.then(() => {
      throw new Error(`nginx ended: ${said.join('\n')}`)
    }),
  ])
  // From when its old worker is told to go the new one serves alone.
  async function reload(): Promise<void> {
    const changed = says('gracefully shutting down')
    nginx.kill('SIGHUP')
    await changed
  }
  return {
    port,
    async leadTo(nodes) {
      ports = nodes
      write([])
      await reload()
    },
    passedOn: () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => lineSchema.parse(JSON.parse(line))),
    async leaveOut(...left) {
      write(left)
      await reload()
    },
    async close() {
      nginx.kill('SIGQUIT')
      const cut = setTimeout(() => nginx.kill('SIGTERM'), 2000)
      await ended
      clearTimeout(cut)
    },
  }
}

/** As `docs/deploy.md` has it. */
const locationOf = ({ path, strips }: Below = { path: '', strips: false }): string =>
  `location ${path}/ {\n    proxy_pass http://oidc_step_up${strips ? '/' : ''};`

/** `deploy/nginx.conf`, with these nodes, on this port, and what a test needs to look on. */
function nginxConfiguration(
  folder: string,
  port: number,
  ports: readonly number[],
  left: readonly number[],
  below: Below | undefined,
): string {
  // There has to be one, though it is nobody.
  const servers = [...ports, ...(ports.length === 0 ? [9] : [])].map((node) => {
    const down = left.includes(node) ? ' down' : ''
    return `  server 127.0.0.1:${node} max_fails=1 fail_timeout=1s${down};`
  })
  const deployed = readFileSync('deploy/nginx.conf', 'utf8')
  const site = deployed
    .replace(/(?:^ {2}server .*;\n)+/m, `${servers.join('\n')}\n`)
    .replace('listen 443 ssl;', `listen 127.0.0.1:${port};`)
    .replaceAll(/^ *ssl_.*\n/gm, '')
    .replace('location / {\n    proxy_pass http://oidc_step_up;', locationOf(below))
  return `
daemon off;
pid ${folder}/nginx.pid;
error_log stderr notice;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
events { worker_connections 8192; }
http {
  log_format nodes escape=json '{"agent":"$http_user_agent","method":"$request_method",'
    '"path":"$uri","status":"$status","upstream":"$upstream_addr"}';
  access_log ${folder}/access.log nodes;
  client_body_temp_path ${folder}/temporary/body;
  proxy_temp_path ${folder}/temporary/proxy;
  fastcgi_temp_path ${folder}/temporary/fastcgi;
  uwsgi_temp_path ${folder}/temporary/uwsgi;
  scgi_temp_path ${folder}/temporary/scgi;
  # For the tests alone: a client that meets a connection which is just being closed takes it for a failure.
  keepalive_timeout 0;
${site}
}
`
}
