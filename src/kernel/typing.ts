/** Ends an exhaustive switch: a case that the types rule out is a fault, and fails closed. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected case: ${JSON.stringify(value)}`)
}

declare const brand: unique symbol

/** A value of type `T` that cannot be mistaken for another of the same representation. */
export type Branded<T, Name extends string> = T & { readonly [brand]: Name }

/** What stands under a name in a value of which nothing is known; undefined where there is nothing to look into. */
export const fieldOf = (value: unknown, name: PropertyKey): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined

/** What is there of it: under `exactOptionalPropertyTypes` an absent property is absent, never undefined. */
type Present<Fields> = {
  [Name in keyof Fields as undefined extends Fields[Name] ? never : Name]: Fields[Name]
} & {
  [Name in keyof Fields as undefined extends Fields[Name] ? Name : never]?: Exclude<
    Fields[Name],
    undefined
  >
}

/** The fields that are not undefined, to be spread into an object. */
export function present<Fields extends object>(fields: Fields): Present<Fields> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as Present<Fields>
}

/** All of it but what is named. */
export function without<Value extends object, Name extends keyof Value>(
  value: Value,
  ...names: readonly Name[]
): Omit<Value, Name> {
  const rest: Partial<Value> = { ...value }
  for (const name of names) delete rest[name]
  return rest as Omit<Value, Name>
}

/** An object with members, as JSON and YAML have it. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What a text says as JSON; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
