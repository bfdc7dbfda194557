import { once } from 'node:events'
import { createServer } from 'node:net'

/*
 * For servers that have to be told where to listen: redis-server, nginx, Apache, and our own program, whose
 * issuer names its port. What can listen on port 0 and say where it listens does so.
 */

/** Below what kernels hand out by themselves: 32768 and above on Linux, 49152 and above elsewhere. */
const FIRST = 20_000
const SLICES = 120
export const SLICE = 100

/** Of two servers on one port the second says so in its own words; whoever starts it throws this. */
export class PortTaken extends Error {
  constructor(port: number) {
    super(`another program listens on port ${port}`)
  }
}

let next = 0
let end = 0
let taking: Promise<void> | undefined

/** A port that no other process of the tests has, and that this one claims once. Nobody looks whether it is free. */
export async function claimPort(): Promise<number> {
  while (next === end) {
    taking ??= takeSlice().finally(() => (taking = undefined))
    await taking
  }
  next += 1
  return next - 1
}

/**
 * A slice of the ports is the process's that listens on the first of them, for as long as it lives: the kernel
 * lets one do so, and forgets nobody who was killed.
 */
async function takeSlice(): Promise<void> {
  for (let slice = 0; slice < SLICES; slice += 1) {
    const first = FIRST + ((process.pid + slice) % SLICES) * SLICE
    const guard = createServer().listen(first, '127.0.0.1').unref()
    const isMine = await Promise.race([
      once(guard, 'listening').then(() => true),
      once(guard, 'error').then(() => false),
    ]).catch(() => false)
    if (!isMine) continue
    next = first + 1
    end = first + SLICE
    return
  }
  throw new Error('every slice of ports is taken')
}

/** Starts a server on a claimed port, and on another one for as long as somebody else's program has it. */
export async function onClaimedPort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(await claimPort())
    } catch (error) {
      if (!(error instanceof PortTaken) || attempt === SLICE) throw error
    }
  }
}
