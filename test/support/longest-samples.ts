import { LANGUAGES } from '../../src/kernel/languages.ts'
import { createViews } from '../../src/views/create-views.ts'
import { pageSamples, type PageSample } from './page-samples.ts'
import { renderSample } from './render-sample.ts'

const render = createViews({ chrome: { productName: 'Acme Sign-in', assets: '/assets' } })

const letters = (html: string): number =>
  html
    .replace(/<svg[^]*?<\/svg>/g, '')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/\s+/g, ' ').length

/** Each page once, in its longest state, the longest first: by its letters in the language that takes most of them. */
export function longestSamples(): readonly PageSample[] {
  const measured = LANGUAGES.map((language) =>
    pageSamples.map((sample) => ({
      sample,
      length: letters(renderSample(render, sample, language)),
    })),
  )
  const whole = (lengths: (typeof measured)[number]) =>
    lengths.reduce((sum, { length }) => sum + length, 0)
  const [wordiest = []] = measured.toSorted((one, other) => whole(other) - whole(one))
  const longest = new Map<string, PageSample>()
  for (const { sample } of wordiest.toSorted((one, other) => other.length - one.length)) {
    if (!longest.has(sample.page)) longest.set(sample.page, sample)
  }
  return [...longest.values()]
}
