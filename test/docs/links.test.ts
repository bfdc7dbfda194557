import { strict as assert } from 'node:assert'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** The anchor of a heading, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
    .replaceAll(' ', '-')

const withoutCode = (text: string): string => text.replaceAll(/^```[\s\S]*?^```/gm, '')

const anchorsOf = (file: string): ReadonlySet<string> =>
  new Set(
    [...withoutCode(readFileSync(file, 'utf8')).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      anchorOf(heading),
    ),
  )

/** Where a link in a file leads: a file, and an anchor in it. */
function targetOf(file: string, href: string): { path: string; anchor?: string | undefined } {
  const [path = '', anchor] = href.split('#', 2)
  return { path: path === '' ? file : join(dirname(file), path), anchor }
}

describe('the documents', () => {
  const files = [...globSync('*.md'), ...globSync('docs/*.md'), ...globSync('findings/*.md')]

  it('link to files and headings that there are', () => {
    assert.ok(files.includes('docs/operations.md'))
    const broken = files.flatMap((file) =>
      [...withoutCode(readFileSync(file, 'utf8')).matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, href = '']) => href)
        .filter((href) => !/^[a-z]+:/.test(href))
        .filter((href) => {
          const { path, anchor } = targetOf(file, href)
          if (!existsSync(path)) return true
          return anchor !== undefined && path.endsWith('.md') && !anchorsOf(path).has(anchor)
        })
        .map((href) => `${file}: ${href}`),
    )
    assert.deepEqual(broken, [])
  })

  it('name each finding, with a line in its list and where it is of use', () => {
    const findings = globSync('findings/*.sh').map((file) => basename(file))
    assert.ok(findings.length > 0)
    const texts = files.map((file) => ({ file, text: readFileSync(file, 'utf8') }))
    const named = (finding: string, inFolder: string): boolean =>
      texts.some(({ file, text }) => dirname(file) === inFolder && text.includes(finding))
    const missing = findings.filter((one) => !named(one, 'findings') || !named(one, 'docs'))
    assert.deepEqual(missing, [])
  })

  it('say where they have no public address to give: of the sources, and of what to do about an alert', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as object
    const rules = readFileSync('docs/alerts.yml', 'utf8')
    const said = (file: string, heading: string): string =>
      readFileSync(file, 'utf8').split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
    // Whoever gives one takes the words out.
    assert.deepEqual(
      [Object.hasOwn(manifest, 'repository'), /^ +runbook_url:/m.test(rules)],
      [false, false],
    )
    for (const [file, heading] of [
      ['docs/operations.md', 'Upgrade'],
      ['docs/security.md', 'What is not defended'],
      ['SECURITY.md', 'Reporting'],
    ] as const) {
      assert.match(said(file, heading), /`repository`/, file)
    }
    assert.match(said('docs/operations.md', 'Watching'), /`runbook_url`/)
  })

  it('have a heading for each alert', () => {
    const pointers = [
      ...readFileSync('docs/alerts.yml', 'utf8').matchAll(/operations\.md#([\w-]+)/g),
    ]
    assert.ok(pointers.length > 10)
    const headings = anchorsOf('docs/operations.md')
    const missing = pointers.map(([, anchor = '']) => anchor).filter((one) => !headings.has(one))
    assert.deepEqual(missing, [])
  })
})
