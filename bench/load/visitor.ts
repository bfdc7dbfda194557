import { request, type Agent, type IncomingHttpHeaders } from 'node:http'

/** An answer that has been read. */
export interface Answer {
  readonly url: string
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** Milliseconds from sending to the last byte. */
  readonly took: number
}

interface Cookie {
  readonly value: string
  readonly path: string
}

/** What is sent. */
export interface Sending {
  readonly form?: Readonly<Record<string, string>>
  /** The request is the relying party's, not the browser's: with these credentials. */
  readonly authorization?: string
}

/** What every request of a browser carries. */
const BROWSER = {
  'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'Accept-Language': 'en-US,en;q=0.5',
} as const

/**
 * A browser as far as a server sees one: keep-alive connections and a cookie jar. Written for little
 * cost: it shares the machine with what it measures.
 */
export class Visitor {
  readonly #agent: Agent
  readonly #ports: readonly number[]
  readonly #cookies = new Map<string, Cookie>()
  #sent = 0

  /** @param ports where the requests go in turn, whatever port their URL says: nodes behind a proxy */
  constructor(agent: Agent, ports: readonly number[]) {
    this.#agent = agent
    this.#ports = ports
  }

  send(url: string, { form, authorization }: Sending = {}): Promise<Answer> {
    const { host, pathname, search, origin } = new URL(url)
    const body = form && new URLSearchParams(form).toString()
    const port = this.#ports[this.#sent % this.#ports.length]
    this.#sent += 1
    const headers: Record<string, string> = { Host: host }
    if (body !== undefined) {
      headers['Content-Type'] = 'application/x-www-form-urlencoded'
      headers['Content-Length'] = String(Buffer.byteLength(body))
    }
    if (authorization === undefined) {
      Object.assign(headers, BROWSER)
      if (body !== undefined)
        Object.assign(headers, { Origin: origin, 'Sec-Fetch-Site': 'same-origin' })
      const cookie = this.cookiesFor(pathname)
      if (cookie !== '') headers['Cookie'] = cookie
    } else {
      headers['Authorization'] = authorization
    }
    const method = body === undefined ? 'GET' : 'POST'
    const path = pathname + search
    const began = performance.now()
    return new Promise((resolve, reject) => {
      const outgoing = request(
        { agent: this.#agent, host: '127.0.0.1', port, method, path, headers },
        (incoming) => {
          const chunks: Buffer[] = []
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
          incoming.on('error', reject)
          incoming.on('end', () => {
            if (authorization === undefined) this.#keep(incoming.headers['set-cookie'] ?? [])
            resolve({
              url,
              status: incoming.statusCode ?? 0,
              headers: incoming.headers,
              body: Buffer.concat(chunks).toString(),
              took: performance.now() - began,
            })
          })
        },
      )
      outgoing.on('error', reject)
      outgoing.end(body)
    })
  }

  /** For a browser that somebody else drives. */
  cookies(): readonly { readonly name: string; readonly value: string; readonly path: string }[] {
    return [...this.#cookies].map(([key, { value, path }]) => ({
      name: key.slice(0, key.indexOf(';')),
      value,
      path,
    }))
  }

  /** The header of a request to this path (RFC 6265 §5.4, as far as one host goes). */
  cookiesFor(pathname: string): string {
    return this.cookies()
      .filter(
        ({ path }) =>
          pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`),
      )
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
  }

  #keep(lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
      const name = pair.slice(0, pair.indexOf('='))
      const of = (attribute: string): string | undefined =>
        attributes
          .find((one) => one.toLowerCase().startsWith(`${attribute}=`))
          ?.slice(attribute.length + 1)
      const path = of('path') ?? '/'
      const expires = of('expires')
      const gone =
        of('max-age') === '0' || (expires !== undefined && Date.parse(expires) < Date.now())
      if (gone) this.#cookies.delete(`${name};${path}`)
      else this.#cookies.set(`${name};${path}`, { value: pair.slice(name.length + 1), path })
    }
  }
}
