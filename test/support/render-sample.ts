import type { Language } from '../../src/kernel/languages.ts'
import type { RenderPage } from '../../src/pages/pages.ts'
import type { PageSample } from './page-samples.ts'

export const renderSample = (
  render: RenderPage,
  sample: PageSample,
  language: Language = 'en',
): string => render(sample.page, sample.model, language)

export const sampleName = (sample: PageSample): string => `${sample.page}--${sample.state}`

/** A page that goes on by itself, as it stays where that fails: to be looked at. */
export const staying = (html: string): string => html.replaceAll(' data-goes-on', '')
