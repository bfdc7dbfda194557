import { AsyncLocalStorage } from 'node:async_hooks'
import type { Database } from './database.ts'

/**
 * A database that knows where a request begins and ends. Each commit waits for the disk
 * (`synchronous=FULL`), so what a request writes, and goes by no answer to, is written with its next
 * transaction or at its end, in one; nothing is answered before. A request sees what it has written.
 *
 * Outside of a request each write is a transaction of its own, at once.
 */
export interface Units extends Database {
  /**
   * Writes to a table with nothing to be told. Whoever reads that table afterwards in the same request
   * finds it written.
   */
  later(table: Table, write: () => void, options?: LaterOptions): void
  /** What `Store.within` says. */
  within<T>(request: () => Promise<T>, onLost: (error: unknown) => void): Promise<T>
}

/** Whose writes can wait. */
type Table = 'activity' | 'artefacts' | 'attempts'

export interface LaterOptions {
  /** Its failure is told, and fails no request. @default false */
  readonly mayFail?: boolean
}

interface Waiting {
  readonly table: Table
  readonly write: () => void
  readonly mayFail: boolean
}

interface Unit {
  open: boolean
  waiting: readonly Waiting[]
}

export function createUnits(database: Database): Units {
  const units = new AsyncLocalStorage<Unit>()
  /** Within a transaction everything goes straight to it: it is synchronous, so there is never a second. */
  let inside = false

  /** The request's, where something of it waits. What it has left running is no part of it any more. */
  const current = (): Unit | undefined => {
    const unit = inside ? undefined : units.getStore()
    return unit?.open ? unit : undefined
  }
  const holding = (sql: string): Unit | undefined => {
    const unit = current()
    return unit?.waiting.some(({ table }) => sql.includes(table)) ? unit : undefined
  }
  function whole<T>(work: () => T): T {
    if (inside) return work()
    inside = true
    try {
      return database.transaction(work)
    } finally {
      inside = false
    }
  }
  /** What waits and then this, or nothing of both: it waits on, then. */
  function together<T>(unit: Unit, work: () => T): T {
    const result = whole(() => {
      for (const { write } of unit.waiting) write()
      return work()
    })
    unit.waiting = []
    return result
  }

  function finish(unit: Unit, onLost: (error: unknown) => void): void {
    if (unit.waiting.length === 0) return
    try {
      together(unit, nothing)
    } catch (error) {
      const needed = unit.waiting.filter(({ mayFail }) => !mayFail)
      if (needed.length === unit.waiting.length) throw error
      onLost(error)
      unit.waiting = needed
      together(unit, nothing)
    }
  }

  return {
    ...database,

    run(sql, ...values) {
      const unit = holding(sql)
      const work = () => database.run(sql, ...values)
      return unit ? together(unit, work) : work()
    },

    get(sql, ...values) {
      const unit = holding(sql)
      if (unit) together(unit, nothing)
      return database.get(sql, ...values)
    },

    all(sql, ...values) {
      const unit = holding(sql)
      if (unit) together(unit, nothing)
      return database.all(sql, ...values)
    },

    transaction(work) {
      const unit = current()
      return unit && unit.waiting.length > 0 ? together(unit, work) : whole(work)
    },

    later(table, write, { mayFail = false } = {}) {
      const unit = current()
      if (unit) unit.waiting = [...unit.waiting, { table, write, mayFail }]
      else whole(write)
    },

    within(request, onLost) {
      // A request within a request is part of it.
      if (current()) return request()
      const unit: Unit = { open: true, waiting: [] }
      return units.run(unit, async () => {
        try {
          return await request()
        } finally {
          // Whatever became of the request: it was told that this is written.
          try {
            finish(unit, onLost)
          } finally {
            unit.open = false
          }
        }
      })
    },
  }
}

function nothing(): void {
  // What waits is all there is to write.
}
