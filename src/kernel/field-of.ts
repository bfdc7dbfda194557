/** What stands under a name in a value of which nothing is known; undefined where there is nothing to look into. */
export const fieldOf = (value: unknown, name: PropertyKey): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
