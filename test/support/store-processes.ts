import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { TwoHandles } from '../../src/stores/conformance/property.ts'
import type { Store } from '../../src/stores/store.ts'
import { COMPILE_CACHE } from './compile-cache.ts'
import type { StorePlace } from './store-place.ts'
import type { Question, Reply } from './store-program.ts'

const PROGRAM = fileURLToPath(new URL('./store-program.ts', import.meta.url))

type Ask = (question: Omit<Question, 'id'> & Record<string, unknown>) => Promise<unknown>

/**
 * Four processes, of which each has a store of its own, open at the same place. A handle's calls go to two of
 * the processes in turn: what one does the next is to see, and what is called at once runs in four processes
 * at once.
 */
export async function openInProcesses(place: StorePlace): Promise<TwoHandles<Store>> {
  const processes = await Promise.all([0, 1, 2, 3].map(start))
  const asks = processes.map(({ ask }) => ask)
  // Somebody opens it first: several that bring a new one up to date at once are shown elsewhere.
  await asks[0]?.({ open: place })
  await Promise.all(asks.slice(1).map((ask) => ask({ open: place })))
  return {
    first: storeOf(inTurn(asks.slice(0, 2))),
    second: storeOf(inTurn(asks.slice(2))),
    async close() {
      await Promise.all(
        processes.map(async ({ child, ask }) => {
          await ask({ open: undefined })
          const ended = once(child, 'exit')
          child.disconnect()
          await ended
        }),
      )
    },
  }
}

async function start(): Promise<{ readonly child: ChildProcess; readonly ask: Ask }> {
  // `advanced`: bytes and maps stay what they are.
  const child = fork(PROGRAM, {
    serialization: 'advanced',
    env: { ...process.env, ...COMPILE_CACHE },
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
  await once(child, 'message')
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  child.on('message', (reply: Reply) => {
    const asker = waiting.get(reply.id)
    waiting.delete(reply.id)
    if ('error' in reply) asker?.reject(Object.assign(new Error(reply.error.message), reply.error))
    else asker?.resolve(reply.value)
  })
  let count = 0
  const ask: Ask = (question) => {
    const id = (count += 1)
    const asker = Promise.withResolvers<unknown>()
    waiting.set(id, asker)
    child.send({ ...question, id })
    return asker.promise
  }
  return { child, ask }
}

function inTurn(asks: readonly Ask[]): Ask {
  let turn = 0
  return (question) => {
    const ask = asks[(turn += 1) % asks.length]
    if (!ask) throw new Error('there is no process')
    return ask(question)
  }
}

/** A store whose every method is called in another process. */
function storeOf(ask: Ask): Store {
  const at = (path: readonly string[]): unknown =>
    new Proxy(() => undefined, {
      get: (_, name) =>
        typeof name === 'symbol' || name === 'then' ? undefined : at([...path, name]),
      // `adapter(model)` is no call but a place.
      apply: (_, __, args: readonly unknown[]) =>
        path.length === 1 && path[0] === 'adapter'
          ? at([...path, String(args[0])])
          : ask({ path, args }),
    })
  return at([]) as Store
}
