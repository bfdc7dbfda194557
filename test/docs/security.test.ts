import { strict as assert } from 'node:assert'
import { existsSync, readFileSync } from 'node:fs'
import { join, normalize } from 'node:path'

const page = readFileSync('docs/security.md', 'utf8')

/** A page's links to tests: the title of one, and the file that it is in. */
const citedIn = (text: string): readonly { title: string; file: string }[] =>
  [...text.matchAll(/\[([^\]]+)\]\((\.\.\/test\/[^)]+)\)/g)].map(([, title = '', file = '']) => ({
    title: title.replaceAll(/\s+/g, ' ').replaceAll('\\', ''),
    file: normalize(join('docs', file)),
  }))

const untrueIn = (text: string) =>
  citedIn(text).filter(
    ({ title, file }) =>
      !existsSync(file) ||
      !(/\.(?:chaos|long)\.ts$/.test(file) || readFileSync(file, 'utf8').includes(`'${title}'`)),
  )

for (const name of ['step-up', 'errors', 'browser-applications', 'moving-in-hashes']) {
  it(`docs/${name}.md cites tests that there are, by their titles`, () => {
    const text = readFileSync(`docs/${name}.md`, 'utf8')
    assert.ok(citedIn(text).length > 2)
    assert.deepEqual(untrueIn(text), [])
  })
}

describe('the threat model', () => {
  it('cites tests that there are, by their titles', () => {
    assert.ok(citedIn(page).length > 25)
    assert.deepEqual(untrueIn(page), [])
  })

  it('links to what there is', () => {
    const files = [...page.matchAll(/\]\((\.\.?\/[^)#]+)\)/g)].map(([, file = '']) => file)
    assert.deepEqual(
      files.filter((file) => !existsSync(join('docs', file))),
      [],
    )
  })
})
