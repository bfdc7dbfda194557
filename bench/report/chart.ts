import type { Bar } from '../section.ts'
import { STORE_NAMES } from '../stores/location.ts'
import type { Results } from './results.ts'

const WIDTH = 760
const LABELS = 260
const ROW = 26
const GROUP = 34
const PLOT = WIDTH - LABELS - 90

/** Bars with their confidence intervals and a line at 1, on light ground and on dark. */
export function chartOf(results: Results): string {
  const bars = Object.values(results).flatMap(({ bars: own = [] }) => own)
  const longest = Math.max(1.5, ...bars.map(({ high }) => high))
  const x = (ratio: number): string => (LABELS + (ratio / longest) * PLOT).toFixed(1)
  let y = 40
  const drawn = [...new Set(bars.map(({ group }) => group))].flatMap((group) => {
    const title = text(12, y + 4, 'group', NAMES[group] ?? group)
    y += GROUP - ROW / 2
    const own = bars.filter((bar) => bar.group === group)
    const rows = own.flatMap((bar) => {
      const row = rowOf(bar, y, x)
      y += ROW
      return row
    })
    y += GROUP / 2
    return [title, ...rows]
  })
  const height = y + 8
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    '<title>Processor time of each flow as a multiple of the bare library’s</title>',
    `<style>${STYLE}</style>`,
    text(Number(x(1)), 16, 'one', '1×: the bare library'),
    `<path class="line" d="M${x(1)} 24V${height - 8}"/>`,
    ...drawn,
    '</svg>',
    '',
  ].join('\n')
}

const NAMES: Readonly<Record<string, string>> = STORE_NAMES

const STYLE = [
  'text{font:13px system-ui,sans-serif;fill:#1f2328}',
  '.group{font-weight:600}',
  '.one{text-anchor:middle;fill:#59636e}',
  '.bar{fill:#4c8dd6}.bare{fill:#9aa4af}',
  '.line{stroke:#59636e;stroke-dasharray:4 3}',
  '.between{stroke:#1f2328;stroke-width:1.5;fill:none}',
  '@media(prefers-color-scheme:dark){text{fill:#f0f6fc}.one{fill:#9198a1}.bar{fill:#3f76b5}',
  '.bare{fill:#656c76}.line{stroke:#9198a1}.between{stroke:#f0f6fc}}',
].join('')

function rowOf({ name, ratio, low, high }: Bar, y: number, x: (ratio: number) => string): string[] {
  const kind = name.startsWith('bare') ? 'bare' : 'bar'
  const middle = y + 8
  return [
    text(24, y + 12, 'name', name),
    `<rect class="${kind}" x="${x(0)}" y="${y}" width="${(Number(x(ratio)) - LABELS).toFixed(1)}" height="16" rx="2"/>`,
    `<path class="between" d="M${x(low)} ${middle - 3}v6m0-3H${x(high)}m0-3v6"/>`,
    text(Number(x(high)) + 8, y + 12, 'ratio', `${ratio.toFixed(2)}×`),
  ]
}

const text = (x: number, y: number, kind: string, words: string): string =>
  `<text class="${kind}" x="${x}" y="${y}">${words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`
