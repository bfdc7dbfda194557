import type { RenderPage } from '../../src/pages.ts'
import type { PageSample } from './page-samples.ts'

export const renderSample = (render: RenderPage, sample: PageSample): string =>
  render(sample.page, sample.model, 'en')

export const sampleName = (sample: PageSample): string => `${sample.page}--${sample.state}`
