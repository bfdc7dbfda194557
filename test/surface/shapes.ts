/** Names that somebody chose, or that chance made: they stand for any other. */
const CHOSEN = /^(?:https?:.*|=.*|shop|bank|forum|club|kiosk|.*[\w-]{20,}.*|\d+)$/

/** Members of which the values are names too. */
const NAMING = ['type', 'of', 'method', 'outcome', 'reason', 'source']

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The members of a value, a line each, by their paths; text that is JSON is looked into. */
export function shapeOf(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => shapeOf(each, `${path}[]`))
  if (isObject(value)) {
    return Object.entries(value).flatMap(([name, each]) => {
      const below = `${path}.${CHOSEN.test(name) ? '*' : name}`
      return NAMING.includes(name) && typeof each === 'string'
        ? [`${below}: ${each}`]
        : shapeOf(each, below)
    })
  }
  const inner = typeof value === 'string' && /^[{[]/.test(value) ? parsed(value) : undefined
  if (inner !== undefined) return shapeOf(inner, `${path} (JSON)`)
  return [`${path}: ${value === null ? 'null' : typeof value}`]
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
