import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { parse } from 'yaml'
import { z } from 'zod'
import { createLadder } from '../../support/proofs.ts'
import type { Problem } from '../../../src/server/config/problems.ts'
import { settingsSchema } from '../../../src/server/config/schema.ts'
import { readSettingsFile } from '../../../src/server/config/sources.ts'

const file = fileURLToPath(new URL('../../../config/default.yaml', import.meta.url))
const text = readFileSync(file, 'utf8')

/** The names of all options, at any depth; what is inside a list is told in its comment. */
function namesOf(schema: unknown): string[] {
  if (schema instanceof z.ZodPrefault || schema instanceof z.ZodDefault) {
    return namesOf(schema.unwrap())
  }
  if (!(schema instanceof z.ZodObject)) return []
  return Object.entries(schema.shape).flatMap(([name, inner]) => [name, ...namesOf(inner)])
}

describe('config/default.yaml', () => {
  it('says exactly what holds without a file', () => {
    const problems: Problem[] = []
    const settings = settingsSchema.parse(
      readSettingsFile(file, { env: {}, problems, references: new Map() }),
    )
    expect(problems).deep.equal([])
    const defaults = settingsSchema.parse({})
    expect({ ...settings, development: undefined }).deep.equal({
      ...defaults,
      development: undefined,
    })
    // A path in a file is made absolute; as it stands there it is the default.
    expect(parse(text)).deep.nested.include({
      'development.dataDir': defaults.development.dataDir,
      'development.demo': defaults.development.demo,
    })
    expect(createLadder(settings.ladder)).deep.include({
      names: ['urn:step-up:1fa', 'urn:step-up:2fa'],
    })
  })

  it('names every option, with a comment above it', () => {
    const names = namesOf(settingsSchema)
    expect(names).include.members(['issuer', 'signing', 'idle', 'lockAt', 'dataDir'])
    for (const name of names) {
      expect(text, name).match(new RegExp(`^ *(# )?${name}:`, 'm'))
    }
    const lines = text.split('\n')
    for (const [index, line] of lines.entries()) {
      if (!/^[a-z]\w*: \S/i.test(line)) continue
      expect(lines[index - 1], line).match(/^#/)
    }
  })
})
