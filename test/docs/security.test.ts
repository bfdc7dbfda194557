import { strict as assert } from 'node:assert'
import { existsSync, readFileSync } from 'node:fs'
import { join, normalize } from 'node:path'

const page = readFileSync('docs/security.md', 'utf8')

/** Its links to tests: the title of one, and the file that it is in. */
const cited = [...page.matchAll(/\[([^\]]+)\]\((\.\.\/test\/[^)]+)\)/g)].map(
  ([, title = '', file = '']) => ({
    title: title.replaceAll(/\s+/g, ' ').replaceAll('\\', ''),
    file: normalize(join('docs', file)),
  }),
)

describe('the threat model', () => {
  it('cites tests that there are, by their titles', () => {
    assert.ok(cited.length > 25)
    const untrue = cited.filter(
      ({ title, file }) =>
        !existsSync(file) ||
        !(/\.(?:chaos|long)\.ts$/.test(file) || readFileSync(file, 'utf8').includes(`'${title}'`)),
    )
    assert.deepEqual(untrue, [])
  })

  it('links to what there is', () => {
    const files = [...page.matchAll(/\]\((\.\.?\/[^)#]+)\)/g)].map(([, file = '']) => file)
    assert.deepEqual(
      files.filter((file) => !existsSync(join('docs', file))),
      [],
    )
  })
})
