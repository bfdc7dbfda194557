import { Fault } from '../../src/kernel/faults.ts'
import type { Connection } from '../../src/stores/redis/connection.ts'

export type Lost = 'command' | 'answer'

/** A connection that is cut off, as of a process that dies. */
export interface CutOffConnection extends Connection {
  /**
   * From then on nothing is sent: after so many more commands, those that go out at once included. What is lost is the next
   * command, or the answer to it.
   */
  cutOffAfter(commands: number, lost: Lost): void
  /** Whether anything was not sent since. */
  readonly isCutOff: boolean
}

export function cutOff(connection: Connection): CutOffConnection {
  let left = Infinity
  let isCutOff = false
  let losing: Lost = 'command'
  async function sent<T>(send: () => Promise<T>): Promise<T> {
    left -= 1
    if (left >= 0) return send()
    isCutOff = true
    if (left === -1 && losing === 'answer') await send()
    throw new Fault('store_unavailable', 'it was cut off')
  }
  return {
    ...connection,
    send: (key, ...command) => sent(() => connection.send(key, ...command)),
    run: (script, keys, ...values) => sent(() => connection.run(script, keys, ...values)),
    cutOffAfter(commands, lost) {
      left = commands
      losing = lost
      isCutOff = false
    },
    get isCutOff() {
      return isCutOff
    },
  }
}
