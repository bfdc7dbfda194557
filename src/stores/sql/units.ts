import { AsyncLocalStorage } from 'node:async_hooks'
import type { OnOverflow, Overflow } from '../limits.ts'
import type { Database } from './database.ts'

/**
 * Knows where a request begins and ends. What it writes, and answers with nothing that the request goes
 * by, is written in one transaction: at its end, or before it reads what may have been written. So many
 * writes wait for the disk once, and what belongs together is kept as a whole or not at all: a code that
 * is spent, and the tokens that it was spent for.
 *
 * Outside of a request each write goes its own way, at once.
 */
export interface SqliteUnits {
  later(write: Write, options?: LaterOptions): void
  /** Before anything is read, or written at once, that queued writes are about. */
  settle(): void
  /** What `Store.within` says. */
  within<T>(
    request: () => Promise<T>,
    onLost: (error: unknown) => void,
    onOverflow?: OnOverflow,
  ): Promise<T>
}

/** Tells what had to go for it; heard when it is written. */
export type Write = (tell: OnOverflow) => void

export interface LaterOptions {
  /** Its failure is told, and fails no request. @default false */
  readonly mayFail?: boolean
}

interface Unit {
  open: boolean
  queued: Write[]
  readonly onLost: (error: unknown) => void
  readonly onOverflow: OnOverflow
  /** Why something is lost that was queued. */
  failure?: { readonly error: unknown }
}

export function createUnits(database: Database): SqliteUnits {
  const units = new AsyncLocalStorage<Unit>()
  // What a request has left running is no part of it any more.
  const current = (): Unit | undefined => {
    const unit = units.getStore()
    return unit?.open ? unit : undefined
  }
  function settle(unit: Unit | undefined): void {
    const writes = unit?.queued.splice(0) ?? []
    if (!unit || writes.length === 0) return
    const overflows: Overflow[] = []
    try {
      database.transaction(() => {
        for (const write of writes) write((overflow) => overflows.push(overflow))
      })
    } catch (error) {
      // Whoever reads may go on without what was asked for. The request cannot: its writes are lost.
      unit.failure ??= { error }
      throw error
    }
    overflows.forEach(unit.onOverflow)
  }
  /** Whatever became of the request: what it wrote is written, and what is lost is told. */
  function finish(unit: Unit): void {
    unit.open = false
    settle(unit)
    if (unit.failure) throw unit.failure.error
  }

  return {
    later(write, { mayFail = false } = {}) {
      const unit = current()
      if (!unit) return write(nobody)
      unit.queued.push(mayFail ? (tell) => tryTo(() => write(tell), unit.onLost) : write)
    },

    settle() {
      settle(current())
    },

    async within(request, onLost, onOverflow = nobody) {
      // A request within a request is part of it.
      if (current()) return request()
      const unit: Unit = { open: true, queued: [], onLost, onOverflow }
      return units.run(unit, async () => {
        try {
          return await request()
        } finally {
          finish(unit)
        }
      })
    },
  }
}

/** Hears of what goes where no request is under way. */
const nobody: OnOverflow = () => undefined

function tryTo(write: () => void, onLost: (error: unknown) => void): void {
  try {
    write()
  } catch (error) {
    onLost(error)
  }
}
