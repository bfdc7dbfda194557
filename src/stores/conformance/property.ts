/** One property of a store: `run` rejects (with an `AssertionError`) when it does not hold. */
export interface ConformanceProperty {
  /** A sentence about the store: "it …" in a test runner. */
  readonly name: string
  run(): Promise<void>
}

/**
 * Two independent handles (connections, clients) on one database. What a port promises has to hold
 * between processes, and a store that keeps its promise in memory fails here.
 */
export interface TwoHandles<Store> {
  readonly first: Store
  readonly second: Store
  /** Closes both and deletes the database. */
  readonly close: () => Promise<void>
}

/** Opens two handles on one **new and empty** database; called once for each property. */
export type OpenTwoHandles<Store> = () => Promise<TwoHandles<Store>>

type Check<Store> = (handles: TwoHandles<Store>) => Promise<void>

/** Properties by name, each run on a database of its own. */
export const propertiesOf = <Store>(
  open: OpenTwoHandles<Store>,
  checks: Readonly<Record<string, Check<Store>>>,
): readonly ConformanceProperty[] =>
  Object.entries(checks).map(([name, check]) => ({
    name,
    async run() {
      const handles = await open()
      try {
        await check(handles)
      } finally {
        await handles.close()
      }
    },
  }))

/** Starts so many calls at once, in turn through either handle. */
export const concurrently = async <Store, T>(
  { first, second }: TwoHandles<Store>,
  calls: number,
  call: (store: Store, index: number) => Promise<T>,
): Promise<readonly T[]> =>
  Promise.all(
    Array.from({ length: calls }, async (_, index) => call(index % 2 ? second : first, index)),
  )

/** How many of the values are this one. */
export const countOf = <T>(values: readonly T[], wanted: T): number =>
  values.filter((value) => value === wanted).length
