import { channel } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'

/**
 * Tells of every request to a server of this process, as soon as it has begun: `POST /token`.
 *
 * @returns ends it
 */
export function watchRequests(port: number, onRequest: (name: string) => void): () => void {
  const started = channel('http.server.request.start')
  const listen = (message: unknown): void => {
    const { request } = message as { request: IncomingMessage }
    if (request.socket.localPort !== port) return
    const [path = ''] = (request.url ?? '').split('?')
    // What names an interaction is another one each time.
    onRequest(`${request.method} ${path.replace(/[\w-]{21,}/, ':uid')}`)
  }
  started.subscribe(listen)
  return () => {
    started.unsubscribe(listen)
  }
}
