import { strict as assert } from 'node:assert'
import { globSync, readFileSync } from 'node:fs'
import { commandLine } from '../support/command-line.ts'
import { PAGE_PHRASES, PHRASES, type Phrase } from './phrases.ts'

interface Text {
  readonly file: string
  /** As long as the file, line by line: what nobody reads is blank. */
  readonly text: string
}

const blank = (text: string): string => text.replaceAll(/[^\n]/g, ' ')

const read = (pattern: string, kept: (text: string) => string): Text[] => {
  const files = globSync(pattern).filter((file) => file === pattern || !file.endsWith('.json'))
  assert.ok(files.length > 0, pattern)
  return files.map((file) => ({ file, text: kept(readFileSync(file, 'utf8')) }))
}

/** A document without the addresses in it. */
const prose = (text: string): string => text.replaceAll(/(?<=\])\([^)\s]+\)/g, blank)

/** Comments of YAML and of configurations go on in the next line. */
const withoutHashes = (text: string): string => text.replaceAll(/^[ \t]*#+/gm, blank)

/** Messages, without their keys and the names of what they are told. */
const withoutNames = (text: string): string => text.replaceAll(/"\w+":|\{\w+/g, blank)

/** A template's words, without its code and its tags. */
const withoutTags = (text: string): string =>
  text.replaceAll(/<%[^]*?%>|<!--[^]*?-->|<\/?[a-z][^<>]*>/gi, blank)

const TOKENS = new RegExp(
  [
    String.raw`(?<skipped>\/\/.*|\/\*[^]*?\*\/)`,
    String.raw`(?<text>'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|\x60(?:\\[^]|[^\x60\\])*\x60)`,
    // A regular expression may hold a quotation mark.
    String.raw`(?<=[=(,:!&|?{};\n[]\s*)(?<pattern>\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/)`,
  ].join('|'),
  'g',
)

/** Lua for Redis and SQL: their names are code, and their comments nobody is shown. */
const SCRIPT = /\bredis\.call\b|\bCREATE TABLE\b/

/** The sentences in a program: its strings of more than one word. */
function strings(program: string): string {
  let kept = ''
  let end = 0
  for (const { 0: token, index, groups } of program.matchAll(TOKENS)) {
    const isSentence = groups?.['text'] !== undefined && / /.test(token) && !SCRIPT.test(token)
    kept += blank(program.slice(end, index))
    kept += isSentence ? token.replaceAll(/\$\{[^{}]*\}|^.|.$/g, blank) : blank(token)
    end = index + token.length
  }
  return kept + blank(program.slice(end))
}

const patternOf = ({ pattern }: Phrase): RegExp =>
  new RegExp(pattern.replaceAll(' ', String.raw`\s+`).replaceAll(/['’](?![)\]])/g, "['’]"), 'gimu')

/** Where a text says what it should not: file, line, the words, and better ones. */
function found({ file, text }: Text, phrases: readonly Phrase[]): string[] {
  return phrases.flatMap((phrase) =>
    [...text.matchAll(patternOf(phrase))].map(({ 0: words, index }) => {
      const line = text.slice(0, index).split('\n').length
      return `${file}:${line}: “${words.replaceAll(/\s+/g, ' ')}”, better: ${phrase.better}`
    }),
  )
}

const foundIn = (texts: readonly Text[], phrases: readonly Phrase[]): string[] =>
  texts.flatMap((text) => found(text, phrases))

describe('what people read', () => {
  const { run } = commandLine()

  it('is plain English on pages and in mails', () => {
    const texts = [
      ...read('views/**/*.ejs', withoutTags),
      ...read('views/texts/en.json', withoutNames),
      ...read('src/demo/**/*.ts', strings),
    ]
    assert.deepEqual(foundIn(texts, PAGE_PHRASES), [])
  })

  it('is plain English in the documents', () => {
    const files = ['*.md', 'docs/*.md', 'examples/**/*.md', 'findings/*.md', 'views/**/*.md']
    const texts = files.flatMap((pattern) => read(pattern, prose))
    assert.deepEqual(foundIn(texts, PHRASES), [])
  })

  it('is plain English in the configuration, and in what comes to deploy it', () => {
    const texts = [
      ...read('config/*.yaml', withoutHashes),
      ...read('docs/*.yml', withoutHashes),
      ...read('deploy/**/*.*', withoutHashes),
      ...read('docker-compose.yml', withoutHashes),
    ]
    assert.deepEqual(foundIn(texts, PHRASES), [])
  })

  it('is plain English in errors, in descriptions of errors and in the log', () => {
    // The conformance suite's strings are the titles of its tests.
    const texts = read('src/**/*.ts', strings).filter(
      ({ file }) => !file.includes('stores/conformance/'),
    )
    assert.deepEqual(foundIn(texts, PHRASES), [])
  })

  it('is plain English in the help of every command', async () => {
    const helpOf = async (command: readonly string[]): Promise<Text[]> => {
      const { code, stdout } = await run([...command, '--help'])
      assert.equal(code, 0, command.join(' '))
      const [, commands = ''] = stdout.split('\nCommands:\n')
      const names = [...commands.matchAll(/^ {2}([a-z][\w-]*)/gm)].map(([, name = '']) => name)
      const below = names.filter((name) => name !== 'help').map((name) => [...command, name])
      const pages = await Promise.all(below.map(helpOf))
      return [{ file: [...command, '--help'].join(' '), text: stdout }, ...pages.flat()]
    }
    const texts = await helpOf([])
    assert.ok(texts.some(({ file }) => file === 'keys rotate --help'))
    assert.deepEqual(foundIn(texts, PHRASES), [])
  })
})

describe('the search for what should be said better', () => {
  it('sees a phrase across lines, in either apostrophe, and names where it is', () => {
    const text = "One.\nA flood: that\nis the proxy's. Access was told."
    assert.deepEqual(found({ file: 'a.md', text }, PHRASES), [
      'a.md:3: “told”, better: shown, reported, returned or notified',
      "a.md:2: “that is the proxy's”, better: Absorbing request floods is the proxy’s job.",
    ])
  })

  it('sees strings in a program, and neither its comments nor its names', () => {
    const program = [
      "// told at once, it's gone",
      "const told = { told: 'told' }",
      'if (/[\'"`]/.test(told)) throw new Error(`${told} is no option, ${told}`)',
    ].join('\n')
    assert.deepEqual(found({ file: 'a.ts', text: strings(program) }, PHRASES), [
      'a.ts:3: “is no o”, better: is not a …',
    ])
  })

  for (const right of [
    'There is no such account.',
    'It is no longer trusted.',
    'They were forgotten one by one or all at once.',
    'Who are you?',
    'An account has no more devices than ten.',
  ])
    it(`lets pass: ${right}`, () => {
      assert.deepEqual(found({ file: 'a.md', text: right }, PAGE_PHRASES), [])
    })
})
