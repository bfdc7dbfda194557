import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
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

export async function openNginx(
  folder: string,
  port: number,
  ports: readonly number[],
): Promise<Nginx> {
  const file = join(folder, 'nginx.conf')
  const log = join(folder, 'access.log')
  const errors = join(folder, 'error.log')
  mkdirSync(join(folder, 'temporary'), { recursive: true })
  const write = (left: readonly number[]) => {
    writeFileSync(file, nginxConfiguration(folder, port, ports, left))
  }
  write([])
  const nginx = spawn(NGINX, ['-e', errors, '-c', file], { stdio: ['ignore', 'ignore', 'inherit'] })
  const ended = once(nginx, 'exit')
  await Promise.race([
    listening(port),
    ended.then(() => {
      throw new Error(`nginx ended: ${existsSync(errors) ? readFileSync(errors, 'utf8') : ''}`)
    }),
  ])
  return {
    passedOn: () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => lineSchema.parse(JSON.parse(line))),
    async leaveOut(...left) {
      write(left)
      const before = generation(errors)
      nginx.kill('SIGHUP')
      while (generation(errors) === before) await sleep(20)
    },
    async close() {
      nginx.kill('SIGQUIT')
      const cut = setTimeout(() => nginx.kill('SIGTERM'), 2000)
      await ended
      clearTimeout(cut)
    },
  }
}

/** How often the old workers were told to go, from when the new ones serve alone. */
const generation = (errors: string): number =>
  readFileSync(errors, 'utf8').match(/gracefully shutting down/g)?.length ?? 0

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answered = await fetch(`http://127.0.0.1:${port}/healthz`).then(
      (response) => response.body?.cancel().then(() => true) ?? true,
      () => false,
    )
    if (answered) return
    await sleep(25)
  }
  throw new Error('nginx does not listen')
}

/** `deploy/nginx.conf`, with these nodes, on this port, and what a test needs to look on. */
function nginxConfiguration(
  folder: string,
  port: number,
  ports: readonly number[],
  left: readonly number[],
): string {
  const servers = ports.map((node) => {
    const down = left.includes(node) ? ' down' : ''
    return `  server 127.0.0.1:${node} max_fails=1 fail_timeout=1s${down};`
  })
  const deployed = readFileSync('deploy/nginx.conf', 'utf8')
  const site = deployed
    .replace(/(?:^ {2}server .*;\n)+/m, `${servers.join('\n')}\n`)
    .replace('listen 443 ssl;', `listen 127.0.0.1:${port};`)
    .replaceAll(/^ *ssl_.*\n/gm, '')
    // The test waits for it to answer.
    .replace('(healthz|readyz)', '(readyz)')
  return `
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log notice;
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
