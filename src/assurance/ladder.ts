import { ConfigurationError } from '../kernel/faults.ts'
import type { Method, MethodFacts } from './method.ts'
import { presetAlias, type PresetName } from './presets.ts'

/** An acr class as an operator writes it. */
export interface AcrClassOptions {
  /** The value of the `acr` claim, and one of `acr_values_supported`. */
  readonly name: string
  /**
   * All of these must have been proved; a list inside the list means any one of them. At least one
   * must be a first-factor method: nobody is signed in by a code alone.
   */
  readonly methods: readonly (Method | readonly Method[])[]
  /**
   * Seconds for which the methods in `reauthenticate` stay fresh.
   * @default no limit but the session's
   */
  readonly maxAge?: number
  /**
   * Which of the methods are repeated when `maxAge` or a request's `max_age` has run out.
   * `auth_time` is the oldest proof among them (OpenID Connect Core 1.0 §2).
   * @default the methods that are no first factor, or all if there is none
   */
  readonly reauthenticate?: readonly Method[]
  /** Other vocabularies' names for this class. Who asks by an alias is answered by it. @default [] */
  readonly aliases?: readonly string[]
  /** Aliases in use elsewhere, by the name of who uses them. @default [] */
  readonly presets?: readonly PresetName[]
  /** Whether the code that confirmed a new authenticator counts as a proof. @default true */
  readonly enrolledJustNow?: boolean
}

export interface AcrClass {
  readonly name: string
  /** Every slot must be filled by one of its methods. */
  readonly slots: readonly (readonly Method[])[]
  readonly maxAge: number | undefined
  readonly reauthenticate: ReadonlySet<Method>
  readonly aliases: readonly string[]
  readonly enrolledJustNow: boolean
}

/** The configured classes from the weakest to the strongest. */
export interface Ladder {
  readonly classes: readonly AcrClass[]
  /** What `acr_values_supported` lists: names and aliases. */
  readonly names: readonly string[]
  /** The class of a name or an alias; an unknown one is `undefined` and satisfies nothing. */
  find(name: string): AcrClass | undefined
  /** 0 for the weakest. */
  rank(acrClass: AcrClass): number
  /** The weakest class that takes a second factor: what an account with a device is asked for. */
  readonly secondFactor: AcrClass | undefined
  /** All that are known here, as `amr` tells them. */
  readonly methods: readonly MethodFacts[]
  /** Whether a proof by it says whose session it is; of an unknown one it does not. */
  readonly identifies: (method: Method) => boolean
}

/** Whether a method is good for anything: whether some class takes it. */
export const takesMethod = ({ classes }: Pick<Ladder, 'classes'>, method: Method): boolean =>
  classes.some(({ slots }) => slots.some((slot) => slot.includes(method)))

/**
 * @param methods all that are known, whether or not somebody could prove them here
 * @param offered those that somebody could: a class that takes anything else could not be reached
 * @throws ConfigurationError naming the class and the option that is wrong
 */
export function buildLadder(
  options: readonly AcrClassOptions[],
  methods: readonly MethodFacts[],
  offered: readonly Method[],
): Ladder {
  if (options.length === 0) throw new ConfigurationError('ladder', 'needs at least one class')
  const first = new Set(methods.filter(({ identifies }) => identifies).map(({ id }) => id))
  const identifies = (method: Method): boolean => first.has(method)
  const known = methods.map(({ id }) => id)
  const takesSecondFactor = ({ slots }: AcrClass): boolean =>
    slots.some((slot) => !slot.some(identifies))
  const classes = options.map((option, index) =>
    resolveClass(option, { known, identifies }, `ladder[${index}]`),
  )
  for (const [index, acrClass] of classes.entries())
    checkReach(acrClass, offered, `ladder[${index}]`)
  checkOrder(classes, takesSecondFactor)
  const byName = new Map<string, AcrClass>()
  classes.forEach((acrClass, index) => {
    for (const name of [acrClass.name, ...acrClass.aliases]) {
      if (byName.has(name)) {
        throw new ConfigurationError(`ladder[${index}]`, `"${name}" names another class already`)
      }
      byName.set(name, acrClass)
    }
  })
  return {
    classes,
    names: [...byName.keys()],
    find: (name) => byName.get(name),
    rank: (acrClass) => classes.indexOf(acrClass),
    secondFactor: classes.find(takesSecondFactor),
    methods,
    identifies,
  }
}

/** What stands above a class is taken for at least as much, wherever one is asked for. */
function checkOrder(
  classes: readonly AcrClass[],
  takesSecondFactor: (acrClass: AcrClass) => boolean,
): void {
  const first = classes.findIndex(takesSecondFactor)
  const low = classes.findIndex((one, index) => index > first && !takesSecondFactor(one))
  if (first < 0 || low < 0) return
  throw new ConfigurationError(
    `ladder[${low}]`,
    `takes no second factor and stands above "${classes[first]?.name}": the weakest comes first`,
  )
}

/** Every slot has a method that somebody can prove, and each slot wants another one. */
function checkReach({ slots }: AcrClass, offered: readonly Method[], path: string): void {
  const dead = slots.find((slot) => !slot.some((method) => offered.includes(method)))
  if (dead) {
    throw new ConfigurationError(
      `${path}.methods`,
      `nobody can reach this class: none of ${dead.join(', ')} is offered`,
    )
  }
  const single = slots.flatMap((slot) => (slot.length === 1 ? slot : []))
  const doubled = single.find((method, at) => single.indexOf(method) !== at)
  if (doubled) throw new ConfigurationError(`${path}.methods`, `asks for "${doubled}" twice`)
}

function checkMethods(methods: readonly Method[], known: readonly Method[], path: string): void {
  const unknown = methods.find((method) => !known.includes(method))
  if (unknown === undefined) return
  throw new ConfigurationError(path, `"${unknown}" is not one of ${known.join(', ')}`)
}

/** What a class is read by. */
interface Vocabulary {
  readonly known: readonly Method[]
  readonly identifies: (method: Method) => boolean
}

function resolveClass(
  option: AcrClassOptions,
  { known, identifies }: Vocabulary,
  path: string,
): AcrClass {
  // A name travels in `acr_values`, which is separated by spaces (OpenID Connect Core 1.0 §3.1.2.1).
  const several = option.methods.length > 1
  const aliases = [
    ...(option.aliases ?? []),
    ...(option.presets ?? []).map((name) => presetAlias(name, several, `${path}.presets`)),
  ]
  for (const name of [option.name, ...aliases]) {
    if (!/^[\x21-\x7e]+$/.test(name)) {
      throw new ConfigurationError(`${path}.name`, `"${name}" is empty or has white space`)
    }
  }
  const written = option.methods.map((slot) => (typeof slot === 'string' ? [slot] : slot))
  const methods = written.flat()
  checkMethods(methods, known, `${path}.methods`)
  checkMethods(option.reauthenticate ?? [], known, `${path}.reauthenticate`)
  /** Says whose session it is. */
  const isFirst = (slot: readonly Method[]): boolean => slot.every(identifies)
  // A code is only ever asked for after a first factor, in whatever order they are written: nobody
  // knows before whose code it would be.
  const slots = written.toSorted((a, b) => Number(isFirst(b)) - Number(isFirst(a)))
  if (slots.some((slot) => slot.length === 0) || !slots.some(isFirst)) {
    throw new ConfigurationError(
      `${path}.methods`,
      'needs a first-factor method, and no empty slot',
    )
  }
  if (option.maxAge !== undefined && !(Number.isInteger(option.maxAge) && option.maxAge > 0)) {
    throw new ConfigurationError(`${path}.maxAge`, 'must be a whole number of seconds above 0')
  }
  const later = methods.filter((method) => !identifies(method))
  const reauthenticate = option.reauthenticate ?? (later.length > 0 ? later : methods)
  if (reauthenticate.length === 0 || reauthenticate.some((method) => !methods.includes(method))) {
    throw new ConfigurationError(`${path}.reauthenticate`, 'must name some of the class’s methods')
  }
  return {
    name: option.name,
    slots,
    maxAge: option.maxAge,
    reauthenticate: new Set(reauthenticate),
    aliases,
    enrolledJustNow: option.enrolledJustNow ?? true,
  }
}
