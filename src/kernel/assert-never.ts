/** Ends an exhaustive switch: a case that the types rule out is a fault, and fails closed. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected case: ${JSON.stringify(value)}`)
}
