import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'

/**
 * Milliseconds for which a connection on which nothing is asked is kept: a request may be on its way that a
 * proxy has sent already, and a form is not sent to another server.
 */
const QUIET = 250

/** The end of a server, in two steps. */
export interface Drain {
  /** From when the end was announced: the server answers, and wants no further requests. */
  readonly draining: boolean
  /** Requests that are being answered. */
  readonly underWay: number
  /** From now on every answer ends its connection, so that the next request goes to another server. */
  announce(): void
  /** Accepts no connection any more, and resolves when the last answer is out. */
  finish(): Promise<void>
}

/**
 * Knows what a server has under way. It looks at the connections itself: Node's `close` waits for those on
 * which nothing was ever asked, such as browsers and proxies open in advance.
 */
export function createDrain(server: Server): Drain {
  /** What is being answered on each connection. */
  const connections = new Map<Socket, Set<ServerResponse>>()
  let draining = false
  let closing = false

  server.on('connection', (socket) => {
    connections.set(socket, new Set())
    socket.once('close', () => connections.delete(socket))
  })
  server.on('request', ({ socket }, response) => {
    if (draining) response.shouldKeepAlive = false
    const answers = connections.get(socket)
    answers?.add(response)
    response.once('close', () => {
      answers?.delete(response)
      if (closing && answers?.size === 0) socket.end()
    })
  })

  function announce(): void {
    draining = true
    for (const answers of connections.values()) {
      for (const response of answers) response.shouldKeepAlive = false
    }
  }

  return {
    get draining() {
      return draining
    },

    get underWay() {
      return [...connections.values()].reduce((sum, { size }) => sum + size, 0)
    },

    announce,

    async finish() {
      announce()
      closing = true
      // What the system has taken and this process has not yet is taken first: `close` would break it off.
      await turn()
      const closed = new Promise<void>((resolve) => {
        // `close` would do it at once, and break off what is on its way there.
        server.closeIdleConnections = () => {}
        server.close(() => resolve())
      })
      const quiet = setTimeout(() => {
        for (const [socket, answers] of connections) if (answers.size === 0) socket.destroy()
      }, QUIET)
      await closed
      clearTimeout(quiet)
    },
  }
}

/** How much time a server has for its end, in seconds. */
export interface ShutdownBounds {
  /** For which it answers on, and tells balancers that it is not ready. */
  readonly delay: number
  /** After which, counted from then on, whatever is left is cut off. */
  readonly timeout: number
}

/** What comes to an end. */
export interface Draining {
  readonly underWay: number
  /** Says that no requests are wanted any more. */
  announce(): void
  close(): Promise<void>
}

/**
 * Ends it, and resolves the exit code: 0 when all that was under way was finished in time. A person at a
 * terminal (SIGINT) does not wait for balancers.
 *
 * @param onCut told how many requests are cut off
 */
export async function shutDown(
  running: Draining,
  signal: NodeJS.Signals,
  { delay, timeout }: ShutdownBounds,
  onCut: (underWay: number) => void,
): Promise<number> {
  running.announce()
  if (signal === 'SIGTERM') await wait(delay * 1000)
  const cut = new AbortController()
  const late = wait(timeout * 1000, 1, { signal: cut.signal }).catch(() => 0)
  const closed = running.close().then(() => 0)
  const code = await Promise.race([closed, late])
  cut.abort()
  if (code !== 0) onCut(running.underWay)
  return code
}
