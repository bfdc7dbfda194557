import { execFile, execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openScene, type Scene } from '../candidates.ts'
import { authorizationUrl, flow } from '../load/flow.ts'
import { answersOf } from '../load/people.ts'
import type { Visitor } from '../load/visitor.ts'
import { withScenes } from '../scenes.ts'
import type { Section } from '../section.ts'

/** Fetched by npx when it is asked for: with its packages it is larger than all of ours. */
const LIGHTHOUSE = 'lighthouse@13.5.0'
const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const

/** Lighthouse’s scores: a part of target 9. */
export const lighthouseSection: Section = {
  name: 'lighthouse',
  about: `${LIGHTHOUSE} (by npx, from the registry) on the sign-in and device pages`,
  long: true,
  takes: ['chromium', 'npx'],
  async run({ say }) {
    say('lighthouse')
    return withScenes([() => openScene({ program: 'full', store: 'sqlite' })], async ([scene]) => {
      const agent = new Agent({ keepAlive: true })
      const rows: { readonly name: string; readonly scores: readonly number[] }[] = []
      for (const [name, find] of Object.entries(PAGES)) {
        const visitor = scene.visitor(agent)
        rows.push({ name, scores: await judge(scene, visitor, await find(scene, visitor)) })
        say(`lighthouse: ${name}: ${rows.at(-1)?.scores.join(', ') ?? ''}`)
      }
      agent.destroy()
      const worst = Math.min(...rows.flatMap(({ scores }) => scores))
      return {
        tables: [
          {
            title: `Lighthouse`,
            head: ['page', ...CATEGORIES],
            rows: rows.map(({ name, scores }) => [name, ...scores.map(String)]),
            note: `${LIGHTHOUSE}, as a telephone on a slow network, which is its default.`,
          },
        ],
        findings: [
          { target: 9, part: 'Lighthouse', measured: `at least ${worst}`, met: worst === 100 },
        ],
      }
    })
  },
}

/** How to come to a page; resolves its address. */
const PAGES: Readonly<Record<string, (scene: Scene, visitor: Visitor) => Promise<string>>> = {
  'sign-in': (scene, visitor) => interactionOf(scene, visitor),
  password: (scene, visitor) => {
    return interactionOf(scene, visitor, { login_hint: scene.crowd.next().login })
  },
  async devices(scene, visitor) {
    await flow(scene.issuer, visitor, answersOf(scene.crowd.next()))
    return `${scene.issuer}/account`
  },
}

async function interactionOf(
  scene: Scene,
  visitor: Visitor,
  parameters: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { headers, url } = await visitor.send(authorizationUrl(scene.issuer, parameters).href)
  return new URL(headers.location ?? '', url).href
}

async function judge(scene: Scene, visitor: Visitor, url: string): Promise<number[]> {
  const output = join(scene.location.folder, 'lighthouse.json')
  const { pathname } = new URL(url)
  const headers = JSON.stringify({ Cookie: visitor.cookiesFor(pathname) })
  const chromium = execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim()
  await promisify(execFile)(
    'npx',
    [
      '--yes',
      LIGHTHOUSE,
      url,
      '--quiet',
      '--output=json',
      `--output-path=${output}`,
      `--only-categories=${CATEGORIES.join()}`,
      `--extra-headers=${headers}`,
      '--chrome-flags=--headless --no-sandbox --disable-gpu',
    ],
    { env: { ...process.env, CHROME_PATH: chromium }, maxBuffer: 2 ** 26 },
  )
  const report = JSON.parse(readFileSync(output, 'utf8')) as {
    categories: Record<string, { score: number | null }>
  }
  return CATEGORIES.map((name) => Math.round((report.categories[name]?.score ?? 0) * 100))
}
