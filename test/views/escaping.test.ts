import { expect } from 'chai'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { viewsFolder } from '../../src/views/assets.ts'
import { inEnglish } from '../support/in-english.ts'
import { createViews } from '../../src/views/create-views.ts'
import { pageSamples, type PageSample } from '../support/page-samples.ts'
import { renderSample, sampleName } from '../support/render-sample.ts'

const hostile = `"'><script>alert(1)</script><img src=x onerror=alert(1)>`
/** Not free text: codes, and the two fields that are markup by contract. */
const kept = new Set([
  'code',
  'place',
  'field',
  'status',
  'state',
  'fields',
  'protection',
  'until',
  'reason',
  'qrSvg',
  'formHtml',
])

/** Codes where another page has text of the same name. */
const keptOn: Readonly<Partial<Record<PageSample['page'], readonly string[]>>> = {
  language: ['languages', 'chosen', 'browser'],
}

/** The sample with every text replaced. */
function poison<Value>(value: Value, codes: ReadonlySet<string>): Value {
  if (typeof value === 'string') return hostile as Value
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  if (Array.isArray(value)) return value.map((one) => poison(one, codes)) as Value
  const entries = Object.entries(value).map(([key, one]) => [
    key,
    codes.has(key) ? one : poison(one, codes),
  ])
  return Object.fromEntries(entries) as Value
}

describe('escaping', () => {
  const render = inEnglish(createViews({ chrome: { productName: hostile, assets: '/assets' } }))

  for (const sample of pageSamples) {
    it(`lets no text of ${sampleName(sample)} become markup`, () => {
      const codes = new Set([...kept, ...(keptOn[sample.page] ?? [])])
      const model = poison(sample.model, codes)
      const html = renderSample(render, { ...sample, model } as PageSample)
      expect(html).not.to.include('<script>alert')
      expect(html).not.to.include('<img src=x')
      expect(html).to.include('&lt;script&gt;alert(1)')
      // Attributes stay closed: no quote of ours survives within one.
      expect(html).not.to.include(`"'>`)
    })
  }

  it('links to a website only by http', () => {
    const consent = pageSamples.find((sample) => sample.page === 'consent')!
    const website = (applicationUri: string) =>
      render('consent', { ...consent.model, applicationUri })
    expect(website('javascript:alert(1)')).not.to.include('javascript:')
    expect(website('https://payroll.example/')).to.include('href="https://payroll.example/"')
  })

  it('writes unescaped only includes and the two fields that are markup', () => {
    const raw = readdirSync(viewsFolder, { recursive: true, encoding: 'utf8' })
      // The demo is an application of its own, with tests of its own.
      .filter((file) => file.endsWith('.ejs') && !file.startsWith('demo'))
      .flatMap((file) => readFileSync(join(viewsFolder, file), 'utf8').match(/<%-[^]*?%>/g) ?? [])
      .filter((tag) => !tag.startsWith("<%- include('partials/"))
    expect(raw.toSorted()).to.deep.equal(['<%- formHtml %>', '<%- qrSvg %>'])
  })
})
