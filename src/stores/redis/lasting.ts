import { Fault } from '../../kernel/faults.ts'
import { keyOf } from './keys.ts'
import type { Durability } from './durabilities.ts'
import type { SupervisedLink } from './supervise.ts'

/** Milliseconds that Redis is given to confirm: a page says 503 within two seconds. */
const CONFIRMATION = 1800

/** One Redis takes all of them: it is looked at here whether it does. */
const PLACE = keyOf('check', 'all')

interface Write {
  readonly args: string[]
  settle(reply: Promise<unknown>): void
}

/**
 * Sends writes and waits until they are kept (`WAITAOF`, Redis 7.2). That holds up whatever follows on
 * the same connection, and so has one of its own; it counts what was written on that very connection
 * alone, and so goes out with the writes, in one piece. What comes while Redis is busy with the disk
 * waits, and is confirmed together.
 *
 * Whoever is not told that it is kept gets a fault, though it may be written: nobody is told that a
 * device was added, or that a code is used up, who might find it otherwise after a crash.
 */
export function createLasting(
  link: Pick<SupervisedLink, 'command'>,
  durability: Exclude<Durability, 'none'>,
): (args: string[]) => Promise<unknown> {
  const replicas = durability === 'replica' ? 1 : 0
  const confirm = ['WAITAOF', '1', String(replicas), String(CONFIRMATION)]
  let waiting: Write[] = []
  let busy = false

  async function sendAll(): Promise<void> {
    busy = true
    while (waiting.length > 0) {
      const writes = waiting
      waiting = []
      const replies = writes.map(({ args }) => link.command(PLACE, args))
      const kept = link.command(PLACE, confirm).then((reply) => checkKept(reply, replicas))
      for (const [index, write] of writes.entries()) {
        write.settle(Promise.all([replies[index], kept]).then(([reply]) => reply))
      }
      await Promise.allSettled([...replies, kept])
    }
    busy = false
  }

  return (args) =>
    new Promise((resolve) => {
      waiting.push({ args, settle: resolve })
      if (!busy) void sendAll()
    })
}

/** Tells on how many disks it is: its own, and replicas'. */
function checkKept(reply: unknown, replicas: number): void {
  const [own, others]: readonly unknown[] = Array.isArray(reply) ? reply : []
  if (Number(own) >= 1 && Number(others) >= replicas) return
  throw new Fault('store_unavailable', 'Redis did not confirm in time that what it wrote is kept')
}
