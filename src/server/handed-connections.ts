import type { Worker } from 'node:cluster'

/** What the primary sends with a connection, as Node has it. */
interface Handing {
  readonly act?: unknown
  readonly seq?: unknown
}

/** What a worker answers when it has the connection. */
interface Taken {
  readonly ack?: unknown
}

interface Handle {
  close(): void
}

/**
 * Closes the connections that were on their way to a worker when it was killed. Node forgets them: nobody
 * has them, nobody closes them, and whoever connected would wait for as long as they are patient. This looks
 * at what Node's cluster sends, which is Node's own affair; where that changes, all is as if this were not.
 */
export function closeWhatIsHanded(worker: Worker): void {
  const handed = new Map<unknown, Handle>()
  const { process } = worker
  const send = process.send.bind(process) as (...values: readonly unknown[]) => boolean
  process.send = (...values: readonly unknown[]): boolean => {
    const [message, handle] = values as readonly [Handing | undefined, Handle | undefined]
    if (message?.act === 'newconn' && handle) handed.set(message.seq, handle)
    return send(...values)
  }
  process.on('internalMessage', ({ ack }: Taken) => handed.delete(ack))
  worker.once('exit', () => {
    for (const handle of handed.values()) handle.close()
    handed.clear()
  })
}
