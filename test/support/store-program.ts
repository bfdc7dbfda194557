import type { Store } from '../../src/stores/store.ts'
import { openPlace, type StorePlace } from './store-place.ts'

/** What a process is asked: to open another store (or none), or to call a method of the one it has. */
export type Question = { readonly id: number } & (
  | { readonly open: StorePlace | undefined }
  | { readonly path: readonly string[]; readonly args: readonly unknown[] }
)

/** Errors cross processes as what tests look at. */
export type Reply = { readonly id: number } & (
  | { readonly value: unknown }
  | { readonly error: { readonly name: string; readonly message: string; readonly code?: string } }
)

let store: Store | undefined

async function answer(question: Question): Promise<unknown> {
  if ('open' in question) {
    await store?.close()
    const { open: place } = question
    store = place && (await openPlace(place))
    return undefined
  }
  const { path, args } = question
  let [owner, value]: [unknown, unknown] = [undefined, store]
  for (const name of path) {
    owner = value
    // `adapter` is asked for a model first.
    value = owner === store?.adapter ? store?.adapter(name) : Reflect.get(Object(owner), name)
  }
  return Reflect.apply(value as () => unknown, owner, args)
}

process.on('message', (question: Question) => {
  const { id } = question
  answer(question).then(
    (value) => process.send?.({ id, value } satisfies Reply),
    ({ name, message, code }: Error & { code?: string }) =>
      process.send?.({
        id,
        error: { name, message, ...(code === undefined ? {} : { code }) },
      } satisfies Reply),
  )
})
process.on('disconnect', () => process.exit())
process.send?.('ready')
