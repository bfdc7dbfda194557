import { readArguments, type Argument } from '../../src/views/texts/message.ts'

/** The first is found again in what is said; the others bring out the other forms of a plural. */
const NUMBERS = [47, 0, 1, 2, 3, 11, 100]

export interface Facts {
  readonly facts: Readonly<Record<string, unknown>>
  /** They are found again in what is said. */
  readonly traces: readonly string[]
  /** With the number that is. */
  readonly first: boolean
}

/** Facts for a message, by what it takes, so that it says everything that it can say. */
export function factsFor(message: string): readonly [Facts, ...Facts[]] {
  const taken = readArguments(message)
  const [first, ...others] = NUMBERS.flatMap((number) => factsWith(taken, number))
  if (first === undefined) throw new Error(message)
  return [first, ...others]
}

function factsWith(taken: readonly Argument[], number: number): Facts[] {
  let all: Record<string, unknown>[] = [{}]
  const traces: string[] = []
  for (const argument of taken) {
    const { name, as } = argument
    if (as === 'select') {
      all = argument.options.flatMap((option) => all.map((facts) => ({ ...facts, [name]: option })))
      continue
    }
    const fact = as === 'shown' ? `⟦${name}⟧` : number
    traces.push(String(fact))
    const several = as === 'number' && argument.style === 'either'
    all = all.map((facts) => ({ ...facts, [name]: several ? [fact] : fact }))
  }
  return all.map((facts) => ({ facts, traces, first: number === NUMBERS[0] }))
}
