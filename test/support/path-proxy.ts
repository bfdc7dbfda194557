import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http'
import { listenOnLoopback, portOf } from './listener.ts'

/** A proxy that gives what lies below a path to a server; the rest of its host is somebody else's. */
export interface PathProxy {
  /** What browsers call the server: the proxy's address with the path. */
  readonly issuer: string
  readonly origin: string
  /** Requests that came to the neighbour: where to, and with which cookies. */
  readonly strayed: readonly { readonly path: string; readonly cookies: string }[]
  /** Whatever led somewhere in the server's answers: links, forms, images, redirects; as paths of this host. */
  readonly ways: ReadonlySet<string>
  /** Each cookie that the server set, with the path that it gave it. */
  readonly cookies: ReadonlyMap<string, string>
  leadTo(port: number): void
  close(): Promise<void>
}

/** @param path '/sso' @param strips takes the path away before it passes a request on */
export async function openPathProxy(path: string, strips: boolean): Promise<PathProxy> {
  let server = 0
  const strayed: { path: string; cookies: string }[] = []
  const ways = new Set<string>()
  const cookies = new Map<string, string>()

  function note(location: string, from: string): void {
    const url = new URL(location, from)
    if (url.origin === origin) ways.add(url.pathname)
  }

  function noteHeaders({ headers }: IncomingMessage, from: string): void {
    if (headers.location !== undefined) note(headers.location, from)
    for (const cookie of headers['set-cookie'] ?? []) {
      const [, name = ''] = /^([^=]+)=/.exec(cookie) ?? []
      cookies.set(name, /; path=([^;]*)/i.exec(cookie)?.[1] ?? '(none)')
    }
  }

  function notePage(html: string, from: string): void {
    for (const [, way = ''] of html.matchAll(/ (?:href|src|action|data-address)="([^"]*)"/g)) {
      note(way.replaceAll('&amp;', '&'), from)
    }
  }

  function pass(asked: IncomingMessage, answer: ServerResponse): void {
    const url = asked.url ?? '/'
    const isBelow = url === path || [`${path}/`, `${path}?`].some((start) => url.startsWith(start))
    const isMetadata = url.startsWith('/.well-known/') && url.endsWith(path)
    if (!isBelow && !isMetadata) {
      strayed.push({ path: url, cookies: asked.headers.cookie ?? '' })
      answer.setHeader('Content-Type', 'text/html').end('<h1>Another service</h1>')
      return
    }
    const inner = strips && isBelow ? url.slice(path.length).replace(/^(?!\/)/, '/') : url
    const address = asked.socket.remoteAddress ?? ''
    const headers = { ...asked.headers, 'x-forwarded-for': address }
    const options = { port: server, method: asked.method, path: inner, headers }
    const onward = send({ host: '127.0.0.1', ...options }, (answered) => {
      noteHeaders(answered, origin + url)
      answer.writeHead(answered.statusCode ?? 502, answered.rawHeaders)
      const chunks: Buffer[] = []
      answered.on('data', (chunk: Buffer) => chunks.push(chunk))
      answered.on('end', () => {
        if (!answered.headers['content-type']?.startsWith('text/html')) return
        notePage(Buffer.concat(chunks).toString(), origin + url)
      })
      answered.pipe(answer)
    })
    onward.on('error', (error) => answer.destroy(error))
    asked.pipe(onward)
  }

  const listener = await listenOnLoopback(createServer(pass))
  const origin = `http://localhost:${portOf(listener)}`
  return {
    issuer: origin + path,
    origin,
    strayed,
    ways,
    cookies,
    leadTo(port) {
      server = port
    },
    async close() {
      listener.closeAllConnections()
      await new Promise((resolve) => listener.close(resolve))
    },
  }
}
