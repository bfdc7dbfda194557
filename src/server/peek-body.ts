import type { IncomingMessage } from 'node:http'

/**
 * The body of a request, which is left to be read by whoever answers it. Undefined where it is longer than
 * the limit, or does not come to its end: nothing more of it is waited for.
 *
 * @param limit bytes
 */
export function peekBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  // Of an empty one that has arrived, the stream tells nothing but its end.
  if (request.complete && request.readableLength === 0) return Promise.resolve(Buffer.alloc(0))
  const chunks: Buffer[] = []
  let length = 0
  return new Promise((resolve) => {
    const finish = (isWhole: boolean): void => {
      request.off('readable', take)
      for (const event of ENDS) request.off(event, giveUp)
      const body = Buffer.concat(chunks)
      // Before the stream tells of its end, which it does not while there is something to be read.
      if (isWhole && body.length > 0) request.unshift(body)
      resolve(isWhole ? body : undefined)
    }
    const giveUp = (): void => finish(false)
    const take = (): void => {
      for (let chunk = read(request); chunk; chunk = read(request)) {
        chunks.push(chunk)
        length += chunk.length
        if (length > limit) return finish(false)
      }
      if (request.complete) finish(true)
    }
    for (const event of ENDS) request.on(event, giveUp)
    request.on('readable', take)
  })
}

const ENDS = ['error', 'aborted', 'close'] as const

function read(request: IncomingMessage): Buffer | undefined {
  const chunk: unknown = request.read()
  return Buffer.isBuffer(chunk) ? chunk : undefined
}
