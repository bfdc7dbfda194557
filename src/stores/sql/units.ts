import { AsyncLocalStorage } from 'node:async_hooks'
import type { OnOverflow, Overflow } from '../limits.ts'
import type { SqlEngine, Work } from './work.ts'

/**
 * Knows where a request begins and ends. What it writes, and answers with nothing that the request goes
 * by, is written in one transaction: at its end, or before it reads what may have been written. So many
 * writes wait for the disk once, and what belongs together is kept as a whole or not at all: a code that
 * is spent, and the tokens that it was spent for.
 *
 * Outside of a request each write goes its own way, at once.
 */
export interface SqlUnits {
  /** Within a request it resolves at once, and the request's end waits. */
  later(write: Write, options?: LaterOptions): Promise<void>
  /** Before anything is read, or written at once, that queued writes are about. */
  settle(): Promise<void>
  /** What `Store.within` says. */
  within<T>(
    request: () => Promise<T>,
    onLost: (error: unknown) => void,
    onOverflow?: OnOverflow,
  ): Promise<T>
}

/** Tells what had to go for it; heard when it is written. */
export type Write = (tell: OnOverflow) => Work<void>

export interface LaterOptions {
  /** Its failure is told, and fails no request. @default false */
  readonly mayFail?: boolean
  /** It is one statement, and needs no transaction where nothing else is written. @default false */
  readonly alone?: boolean
  /** What is to be done when it is written, and by then others see it. */
  readonly afterwards?: (tell: OnOverflow) => Promise<void>
}

interface Queued extends LaterOptions {
  readonly write: Write
}

interface Unit {
  open: boolean
  queued: Queued[]
  /** What was queued before is being written. */
  writing: Promise<void>
  readonly onLost: (error: unknown) => void
  readonly onOverflow: OnOverflow
  /** Why something is lost that was queued. */
  failure?: { readonly error: unknown }
}

/** A write of which a transaction failed, and without which it may go on. */
class Lost extends Error {
  readonly queued: Queued
  constructor(queued: Queued, cause: unknown) {
    super('what may be lost could not be written', { cause })
    this.queued = queued
  }
}

export function createUnits(engine: SqlEngine): SqlUnits {
  const units = new AsyncLocalStorage<Unit>()
  // What a request has left running is no part of it any more.
  const current = (): Unit | undefined => {
    const unit = units.getStore()
    return unit?.open ? unit : undefined
  }

  async function write(
    queued: readonly Queued[],
    { onLost, onOverflow }: Pick<Unit, 'onLost' | 'onOverflow'>,
  ): Promise<void> {
    let left = queued
    let overflows: Overflow[] = []
    while (left.length > 0) {
      const attempted = left
      const work = function* (): Work<void> {
        overflows = []
        for (const one of attempted) yield* writing(one, (overflow) => overflows.push(overflow))
      }
      try {
        await (attempted.every(({ alone }) => alone) && attempted.length === 1
          ? engine.once(work)
          : engine.change(work))
        break
      } catch (error) {
        // A transaction in which something has failed is over, in PostgreSQL; so it is done once more without it.
        if (!(error instanceof Lost)) throw error
        onLost(error.cause)
        left = left.filter((one) => one !== error.queued)
        overflows = []
      }
    }
    overflows.forEach(onOverflow)
    for (const { afterwards } of left) await afterwards?.(onOverflow)
  }

  async function settle(unit: Unit | undefined): Promise<void> {
    if (!unit) return
    if (unit.queued.length > 0) {
      const queued = unit.queued.splice(0)
      unit.writing = unit.writing.catch(nobody).then(() => write(queued, unit))
    }
    const { writing: awaited } = unit
    try {
      await awaited
    } catch (error) {
      // Whoever reads may go on without what was asked for. The request cannot: its writes are lost.
      unit.failure ??= { error }
      if (unit.writing === awaited) unit.writing = Promise.resolve()
      throw error
    }
  }

  /** Whatever became of the request: what it wrote is written, and what is lost is told. */
  async function finish(unit: Unit): Promise<void> {
    unit.open = false
    await settle(unit)
    if (unit.failure) throw unit.failure.error
  }

  return {
    async later(written, options = {}) {
      const unit = current()
      if (unit) unit.queued.push({ ...options, write: written })
      else await write([{ ...options, mayFail: false, write: written }], OUTSIDE)
    },

    settle: () => settle(current()),

    async within(request, onLost, onOverflow = nobody) {
      // A request within a request is part of it.
      if (current()) return request()
      const unit: Unit = { open: true, queued: [], writing: Promise.resolve(), onLost, onOverflow }
      return units.run(unit, async () => {
        try {
          return await request()
        } finally {
          await finish(unit)
        }
      })
    },
  }
}

/** Hears of what goes where no request is under way. */
const nobody = (): void => undefined

const OUTSIDE = { onLost: nobody, onOverflow: nobody }

function* writing(queued: Queued, tell: OnOverflow): Work<void> {
  try {
    yield* queued.write(tell)
  } catch (error) {
    throw queued.mayFail ? new Lost(queued, error) : error
  }
}
