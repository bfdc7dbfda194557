import { strict as assert } from 'node:assert'
import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { SCREENS, catalogue, pictureOf, type Screen } from '../support/catalogue.ts'

const docs = fileURLToPath(new URL('../../docs/', import.meta.url))
const screens = Object.keys(SCREENS) as Screen[]

describe('docs/pages.md', () => {
  it('shows every page on each screen, and nothing that there is no more', () => {
    const pictures = catalogue.flatMap((sample) =>
      screens.map((screen) => pictureOf(sample, screen)),
    )
    assert.deepEqual(new Set(readdirSync(`${docs}screenshots/pages`)), new Set(pictures))
    const text = readFileSync(`${docs}pages.md`, 'utf8')
    const shown = [...text.matchAll(/src="screenshots\/pages\/([^"]+)"/g)].map(([, file]) => file)
    assert.deepEqual(new Set(shown), new Set(pictures))
  })
})
