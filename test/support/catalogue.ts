import { pageSamples, type PageSample } from './page-samples.ts'
import { sampleName } from './render-sample.ts'

export const SCREENS = {
  phone: { viewport: { width: 390, height: 700 }, isMobile: true },
  desktop: { viewport: { width: 860, height: 600 }, isMobile: false },
} as const

export type Screen = keyof typeof SCREENS

/** The pages that docs/pages.md shows: all, but for what they say beside a field. */
export const catalogue: readonly PageSample[] = pageSamples.filter(
  ({ model }) => !('error' in model),
)

/** The name of a picture. */
export const pictureOf = (sample: PageSample, screen: Screen): string =>
  `${sampleName(sample)}.${screen}.png`
