import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'

const read = (file: string): string => readFileSync(file, 'utf8')

describe('docs/plug-in.md', () => {
  const page = read('docs/plug-in.md')
  const snippets = [...page.matchAll(/^```ts\n([^]*?)^```/gm)].map(([, text = '']) => text)

  it('shows the lines of the README, which are run there', () => {
    const withoutNotes = (text: string): string => text.replaceAll(/ *\/\/.*/g, '')
    assert.ok(withoutNotes(read('README.md')).includes(withoutNotes(snippets[0] ?? 'none')))
  })

  it('shows a store of one’s own as it was and as it is, from files that pass the suite', () => {
    const [, , before = 'none', now = 'none'] = snippets
    assert.ok(read('test/support/own-store-of-before.ts').includes(before), before)
    assert.ok(read('examples/plug-in/own-store.ts').includes(now), now)
  })

  it('names what the package exports', async () => {
    const named = [...page.matchAll(/import \{ ([^}]+) \} from '(oidc-step-up[^']*)'/g)]
    assert.ok(named.length >= 3)
    for (const [, names = '', from = ''] of named) {
      const exported = (await import(from)) as Record<string, unknown>
      for (const name of names.split(', ')) assert.equal(typeof exported[name], 'function', name)
    }
    const rows = [...page.matchAll(/^\| \[?`(?:await )?(\w+)\(.*`(oidc-step-up[^`]*)` *\|$/gm)]
    assert.equal(rows.length, 4)
    for (const [, name = '', from = ''] of rows) {
      const exported = (await import(from)) as Record<string, unknown>
      assert.equal(typeof exported[name], 'function', name)
    }
  })
})
