import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { assertNever } from '../src/kernel/typing.ts'
import { NUMBER_STYLES, readArguments, type Argument } from '../src/views/texts/message.ts'

/* `npm run texts`: the types of the texts are made of the English ones. A test finds them out of date. */

export const ENGLISH = fileURLToPath(new URL('../views/texts/en.json', import.meta.url))
export const TYPES = fileURLToPath(new URL('../src/views/texts/messages.ts', import.meta.url))

/** The module that has the types of these texts. */
export function typesOf(json: string): string {
  const { language: _language, ...messages } = JSON.parse(json) as Record<string, unknown>
  return [
    '// Made of `views/texts/en.json` by `npm run texts`.',
    "import type { Say } from './message.ts'",
    '',
    '/** What takes no facts is a string. */',
    `export interface Messages ${typeOf(messages, '')}`,
    '',
  ].join('\n')
}

function typeOf(part: unknown, indent: string): string {
  if (typeof part === 'string') return typeOfMessage(part)
  if (Array.isArray(part)) {
    const texts = part.map((one) => `${indent}  ${typeOf(one, `${indent}  `)},`)
    return ['readonly [', ...texts, `${indent}]`].join('\n')
  }
  const parts = Object.entries(part as object).map(
    ([key, one]) => `${indent}  readonly ${key}: ${typeOf(one, `${indent}  `)}`,
  )
  return ['{', ...parts, `${indent}}`].join('\n')
}

function typeOfMessage(message: string): string {
  const facts = [...factTypes(message)].map(([name, type]) => `${name}: ${type}`)
  return facts.length === 0 ? 'string' : `Say<{ ${facts.join('; ')} }>`
}

/** The facts that a message takes, with the types that they have. */
export function factTypes(message: string): ReadonlyMap<string, string> {
  const facts = new Map<string, string>()
  for (const argument of readArguments(message)) {
    const type = typeOfFact(argument)
    const before = facts.get(argument.name) ?? type
    if (before !== type) throw new Error(`${argument.name} is ${before} and ${type} in: ${message}`)
    facts.set(argument.name, type)
  }
  return facts
}

function typeOfFact(argument: Argument): string {
  switch (argument.as) {
    case 'shown':
    case 'select':
      return 'string'
    case 'plural':
      return 'number'
    case 'number': {
      const { style } = argument
      if (style !== undefined && !isStyle(style)) {
        throw new Error(`${argument.name} has an unknown style`)
      }
      return style === 'either' ? 'readonly number[]' : 'number'
    }
    default:
      return assertNever(argument)
  }
}

const isStyle = (style: unknown): boolean =>
  typeof style === 'string' && Object.hasOwn(NUMBER_STYLES, style)

if (import.meta.main) writeFileSync(TYPES, typesOf(readFileSync(ENGLISH, 'utf8')))
