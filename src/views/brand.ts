import { readFileSync, statSync } from 'node:fs'
import { extname } from 'node:path'
import { ConfigurationError } from '../kernel/faults.ts'
import { contrast, isColour, mix } from './colour.ts'

/** What makes the pages an operator's own, without a view of theirs. */
export interface BrandOptions {
  /** Path of an SVG or PNG file of at most 100 kB, in the place of our mark. */
  readonly logo?: string | undefined
  /** Of buttons and links on light ground, `#rrggbb`. */
  readonly lightColour?: string | undefined
  readonly darkColour?: string | undefined
  /** At the foot of every page. */
  readonly links?: readonly FootLink[]
}

export interface FootLink {
  readonly text: string
  readonly href: string
}

export interface Brand {
  /** To be served with the other assets. */
  readonly files: ReadonlyMap<string, Buffer>
  /** The names of two of them, where there are such. */
  readonly logo: string | undefined
  readonly stylesheet: string | undefined
  readonly links: readonly FootLink[]
}

export const NO_BRAND: Brand = {
  files: new Map(),
  logo: undefined,
  stylesheet: undefined,
  links: [],
}

const LOGO_LIMIT = 100_000
const STYLESHEET = 'brand.css'

/** Where the colour is seen: `views/assets/step-up.css` has the same. */
const GROUND = {
  light: { page: '#eff1ee', card: '#ffffff', towards: '#000000' },
  dark: { page: '#101412', card: '#191e1b', towards: '#ffffff' },
} as const

/** WCAG 2.2 §1.4.3, for text. */
const ENOUGH = 4.5

/**
 * @throws ConfigurationError `branding.logo` for a file that cannot be read, is no SVG or PNG, or too
 *   large; `branding.lightColour`, `branding.darkColour` for one that could not be read on the pages
 */
export function createBrand(options: BrandOptions): Brand {
  const { logo: path, lightColour, darkColour, links = [] } = options
  const files = new Map<string, Buffer>()
  const logo = path === undefined ? undefined : `brand${extname(path).toLowerCase()}`
  if (path !== undefined && logo !== undefined) files.set(logo, readLogo(path))
  const light = lightColour && coloursOf(lightColour, 'light')
  const dark = darkColour && coloursOf(darkColour, 'dark')
  if (light || dark) {
    const css = [
      light ? `:root{${light}}` : '',
      dark ? `@media (prefers-color-scheme:dark){:root{${dark}}}` : '',
      // A light colour alone must not reach into the dark.
      light && !dark ? `@media (prefers-color-scheme:dark){:root{${OURS_IN_THE_DARK}}}` : '',
    ]
    files.set(STYLESHEET, Buffer.from(css.join('\n')))
  }
  return { files, logo, stylesheet: files.has(STYLESHEET) ? STYLESHEET : undefined, links }
}

const OURS_IN_THE_DARK = '--accent:#7cd1b7;--strong:#a3e2ce;--tint:#1d2b26'

function coloursOf(colour: string, ground: keyof typeof GROUND): string {
  const { page, card, towards } = GROUND[ground]
  const path = `branding.${ground}Colour`
  if (!isColour(colour)) throw new ConfigurationError(path, 'expected a colour such as #1a5fb4')
  const tint = mix(card, colour, 0.1)
  const worst = Math.min(...[page, card, tint].map((behind) => contrast(colour, behind)))
  if (worst < ENOUGH) {
    const ratio = (Math.floor(worst * 10) / 10).toFixed(1)
    throw new ConfigurationError(
      path,
      `${colour} could not be read: its contrast on the pages is ${ratio}, and ${ENOUGH} is needed (WCAG 2.2, 1.4.3)`,
    )
  }
  return `--accent:${colour};--strong:${mix(colour, towards, 0.25)};--tint:${tint}`
}

function readLogo(path: string): Buffer {
  const fail = (problem: string, cause?: unknown): never => {
    throw new ConfigurationError('branding.logo', `${path} ${problem}`, { cause })
  }
  if (!['.svg', '.png'].includes(extname(path).toLowerCase())) fail('is no .svg or .png file')
  try {
    if (statSync(path).size > LOGO_LIMIT) fail(`is larger than ${LOGO_LIMIT / 1000} kB`)
    return readFileSync(path)
  } catch (cause) {
    if (cause instanceof ConfigurationError) throw cause
    return fail('cannot be read', cause)
  }
}
