import { openBrowser } from '../../test/support/open-browser.ts'
import { FEW, POPULATION, openScene } from '../candidates.ts'
import { lookAt, type Look } from '../pages/look.ts'
import { startUp } from '../pages/start-up.ts'
import { BARE, waysTo } from '../pages/ways.ts'
import { kilobytes, number, spread } from '../report/format.ts'
import { withScenes } from '../scenes.ts'
import type { Finding, Section, Table } from '../section.ts'
import { differenceOf, median, spreadOf } from '../statistics.ts'

/** What a person waits for: target 9, but for Lighthouse. */
export const pagesSection: Section = {
  name: 'pages',
  about: 'npm start to the first page; transfer and first paint of each page in Chromium',
  takes: ['chromium', 'npm'],
  async run({ quick, say }) {
    say('pages')
    const starts: number[] = []
    for (let run = 0; run < (quick ? 1 : 5); run += 1) starts.push(await startUp())
    const population = quick ? FEW : POPULATION
    return withScenes(
      [
        () => openScene({ program: 'full', store: 'sqlite', population }),
        () => openScene({ program: 'bare', store: 'memory' }),
      ],
      async ([scene, bare]) => {
        const browser = await openBrowser()
        try {
          const looks: Look[] = []
          // The round before the first is for browser and server to wake up.
          for (let round = quick ? 0 : -1; round < (quick ? 1 : 11); round += 1) {
            const ways = await waysTo(scene, bare)
            for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
              const look = await lookAt(browser, way)
              if (round >= 0) looks.push(look)
            }
          }
          const pages = ['sign-in', 'password', 'code', 'devices', 'activity', 'device setup']
          return {
            tables: [tableOf([BARE, ...pages], looks, starts)],
            findings: findingsOf(pages, looks, starts),
          }
        } finally {
          await browser.close()
        }
      },
    )
  },
}

const of = (looks: readonly Look[], name: string): readonly Look[] =>
  looks.filter((look) => look.name === name)

const paintsOf = (looks: readonly Look[], name: string): number[] =>
  of(looks, name).map(({ paint }) => paint)

function tableOf(
  names: readonly string[],
  looks: readonly Look[],
  starts: readonly number[],
): Table {
  return {
    title: 'Pages in Chromium',
    head: [
      'page',
      'transfer, all files',
      'of it the QR code',
      'redirects before, ms',
      'first byte, ms',
      'first paint, ms',
      'later than the bare form, ms',
    ],
    rows: names.map((name) => {
      const own = of(looks, name)
      return [
        name,
        kilobytes(Math.max(...own.map(({ bytes }) => bytes))),
        kilobytes(own[0]?.picture ?? 0),
        number(median(own.map(({ before }) => before))),
        number(median(own.map(({ answer }) => answer))),
        spread(spreadOf(paintsOf(looks, name))),
        name === BARE ? '0' : spread(differenceOf(paintsOf(looks, name), paintsOf(looks, BARE))),
      ]
    }),
    note: `Each page in a browser that has kept nothing, on loopback. First byte and first paint count from asking for the page itself, after the redirects that lead to it. The first row is the bare library’s page, a form without a style: what Chromium takes for any page on this machine. Code and device setup are asked for a second time by a window that has shown them, which saves Chromium some of its work. What is in brackets behind the difference is its 95 % confidence interval. \`npm start\` to the first page took ${spread(spreadOf(starts))} ms.`,
  }
}

function findingsOf(
  names: readonly string[],
  looks: readonly Look[],
  starts: readonly number[],
): readonly Finding[] {
  const start = median(starts)
  const heaviest = Math.max(...looks.map(({ bytes, picture }) => bytes - picture))
  const paints = names.map((name) => median(paintsOf(looks, name)))
  const [slowest, least] = [Math.max(...paints), median(paintsOf(looks, BARE))]
  return [
    { target: 9, part: 'npm start', measured: `${number(start)} ms`, met: start <= 1500 },
    {
      target: 9,
      part: 'transfer',
      measured: `at most ${kilobytes(heaviest)}`,
      met: heaviest <= 15_000,
    },
    {
      target: 9,
      part: 'first paint',
      measured: `${number(Math.min(...paints))} to ${number(slowest)} ms; a form without a style: ${number(least)} ms`,
      met: slowest <= 100,
    },
  ]
}
