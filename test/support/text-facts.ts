type Fact = string | number | Date | readonly number[]

/**
 * What texts are given in tests, by the name of the parameter: a fact that is found again in what they
 * say. A parameter of another name gets its own name, as a string.
 */
const FACTS: Readonly<Record<string, Fact>> = {
  seconds: 47,
  digits: 7,
  longest: 47,
  limit: 47,
  minutes: 47,
  hours: 47,
  remaining: 47,
  count: 47,
  at: new Date('2047-11-21T14:05:00Z'),
}

/** Parameters whose name says less than where they stand: by the path of the text. */
const BY_PATH: Readonly<Record<string, Fact>> = {
  'common.code(digits)': [7],
}

export type Text = (...facts: unknown[]) => unknown

export interface Facts {
  readonly arguments: readonly unknown[]
  /** What has to be found in what is said. */
  readonly traces: readonly string[]
}

/** Parameters that choose what is said, and are not said themselves. */
const CHOICES: ReadonlySet<string> = new Set(['byAdministrator', 'factor'])

/** Facts for a text, by the parameters that it names in its source. */
export function factsFor(path: string, text: Text): Facts {
  const traces: string[] = []
  const factOf = (name: string): Fact => {
    const fact = BY_PATH[`${path}(${name})`] ?? FACTS[name] ?? `⟦${name}⟧`
    if (!CHOICES.has(name)) traces.push(String(fact instanceof Date ? fact.getUTCFullYear() : fact))
    return fact
  }
  const given = parametersOf(text).map((parameter) =>
    typeof parameter === 'string'
      ? factOf(parameter)
      : Object.fromEntries(parameter.map((name) => [name, factOf(name)])),
  )
  return { arguments: given, traces }
}

/** `a`, `(a, b)` and `({ a, b })`; types are no part of a function's source any more. */
function parametersOf(text: Text): (string | string[])[] {
  const source = String(text)
  const list = /^(?:async )?(?:function \w*)?\(([^]*?)\)\s*(?:=>|\{)/.exec(source)?.[1]
  if (list === undefined) return [source.slice(0, source.indexOf('=>')).trim()]
  const parameters = list.match(/\{[^}]*\}|\w+/g) ?? []
  return parameters.map((one) => (one.startsWith('{') ? (one.match(/\w+/g) ?? []) : one))
}
