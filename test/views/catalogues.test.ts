import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { ENGLISH, TYPES, factTypes, typesOf } from '../../build/text-types.ts'
import { LANGUAGES, type Language } from '../../src/kernel/languages.ts'
import { viewsFolder } from '../../src/views/assets.ts'
import { catalogues } from '../../src/views/texts.ts'
import { readArguments } from '../../src/views/texts/message.ts'
import { factsFor, type Facts } from '../support/text-facts.ts'

/** Texts that one language shares with English: words that both have, and nothing of ours to translate. */
const SHARED: Readonly<Record<string, readonly Language[]>> = {
  // A heading, a dash and the service's name.
  'common.title': ['de', 'fr', 'es', 'pt', 'ja', 'zh-Hans', 'ar'],
  'common.failedTitle': ['es'],
  'deviceSetup.issuer': ['fr'],
  'signIn.code': ['de', 'fr'],
  'mail.browser': ['de'],
  'activity.methods.totp': ['fr'],
  'applications.heading': ['fr'],
  // Its name, and nothing else.
  'trusted.browserNames.browser': ['de', 'fr', 'es', 'pt', 'ja', 'zh-Hans'],
}

/** Each message by its path, as it is written. */
type Messages = ReadonlyMap<string, string>

function flatten(part: unknown, path = ''): [string, unknown][] {
  if (typeof part !== 'object' || part === null) return [[path, part]]
  return Object.entries(part)
    .filter(([key]) => path !== '' || (key !== 'language' && key !== 'formats'))
    .flatMap(([key, one]) => flatten(one, path === '' ? key : `${path}.${key}`))
}

const folder = join(viewsFolder, 'texts')
const messagesOf = (tag: Language): Messages =>
  new Map(flatten(JSON.parse(readFileSync(join(folder, `${tag}.json`), 'utf8')))) as Messages

const model = messagesOf('en')
/** For each text, facts that are made up for the English one. */
const given = new Map([...model].map(([path, message]) => [path, factsFor(message)]))
const factsOf = (path: string) => given.get(path)!
const texts = Object.fromEntries(
  LANGUAGES.map((tag) => [tag, new Map(flatten(catalogues[tag]))]),
) as Partial<Record<Language, ReadonlyMap<string, unknown>>>

/** What a text says when it is given facts, without the borders around names. */
function said(tag: Language, path: string, { facts }: Facts): string {
  const text = texts[tag]?.get(path) as string | ((facts: object) => string)
  return (typeof text === 'string' ? text : text(facts)).replaceAll(/[\u2066-\u2069]/g, '')
}

/** The same for facts that are made up for the English text. */
const say = (tag: Language, path: string): string => said(tag, path, factsOf(path)[0])

/** All that a text can say. */
const sayings = (tag: Language, path: string): string[] =>
  factsOf(path).map((facts) => said(tag, path, facts))

/** The forms of a plural that a language has, up to a thousand. */
function formsOf(tag: Language): ReadonlySet<string> {
  const rules = new Intl.PluralRules(catalogues[tag].language.locale)
  return new Set(Array.from({ length: 1000 }, (_, count) => rules.select(count)))
}

/** How sentences of a language are set: what must not be found in any of its texts. */
const MISTAKES: Readonly<Record<Language, Readonly<Record<string, RegExp>>>> = {
  en: { 'a German quote': /„/ },
  de: {
    'an English quote': /(?:^|[\s(])“|”/,
    'a quote without its other half': /„[^“]*(?:„|$)/,
    'the wrong person': /(?<!\p{L})(?:du|dein\p{L}*|dir|dich)(?!\p{L})/iu,
  },
  fr: {
    'a space that breaks, or none, before a mark': /(?<![\u202F\d])[;:!?»](?!\/\/)/,
    'a space that breaks, or none, after an opening quote': /«(?!\u202F)/,
    'another quote': /[“”„]/,
    'the wrong person': /(?<!\p{L})(?:tu|toi|ton|tes)(?!\p{L})/iu,
  },
  es: {
    'a question that is not opened': /^[^¿]*\?/,
    'an exclamation that is not opened': /^[^¡]*!/,
    'another quote': /[„«»]/,
    'the wrong person': /(?<!\p{L})(?:tú|tu|tus|ti)(?!\p{L})/iu,
  },
  pt: { 'another quote': /[„«»]/, 'the wrong person': /(?<!\p{L})(?:tu|teus?|tuas?)(?!\p{L})/iu },
  ja: {
    'a Western mark': /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}][.,?!;]/u,
    'another quote': /[“”„«»]/,
  },
  'zh-Hans': {
    'a Western mark': /\p{Script=Han}[.,?!;:]/u,
    'another quote': /[「」„«»]/,
    'the wrong person': /你/,
  },
  ar: {
    'a Western mark': /[,;?]/,
    'another quote': /[“”„]/,
    'a digit of another set than the codes': /[\u0660-\u0669\u06F0-\u06F9]/,
  },
}

/** What ends a sentence in each language. */
const STOP: Readonly<Record<Language, RegExp>> = {
  en: /[.?!]$/,
  de: /[.?!]$/,
  fr: /[.?!]$/,
  es: /[.?!]$/,
  pt: /[.?!]$/,
  ja: /[。？！」]$/,
  'zh-Hans': /[。？！]$/,
  ar: /[.؟!]$/,
}

describe('the catalogues', () => {
  it('are one file for each language', () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
    expect(files).to.have.members(LANGUAGES.map((tag) => `${tag}.json`))
  })

  it('have the types that are made of the English one (if not: npm run texts)', () => {
    expect(readFileSync(TYPES, 'utf8')).to.equal(typesOf(readFileSync(ENGLISH, 'utf8')))
  })

  for (const tag of LANGUAGES) {
    const own = messagesOf(tag)
    const paths = [...model.keys()]

    describe(`in ${catalogues[tag].language.name}`, () => {
      it('have all texts, and none besides', () => {
        expect([...own.keys()]).to.have.members(paths)
      })

      it('take what the English ones take', () => {
        const taken = (message: string) => {
          const facts = [...factTypes(message)].map(([name, type]) => `${name}: ${type}`)
          const choices = readArguments(message).flatMap((argument) =>
            argument.as === 'select' ? argument.options.join() : [],
          )
          return [...facts.toSorted(), ...choices].join('; ')
        }
        const others = [...own].filter(([path, text]) => taken(text) !== taken(model.get(path)!))
        expect(others).to.deep.equal([])
      })

      it('have every form of a plural that the language has, and no other', () => {
        const needed = [...formsOf(tag)].toSorted()
        const wrong = [...own].filter(([, text]) =>
          readArguments(text).some((argument) => {
            if (argument.as !== 'plural') return false
            const forms = argument.options.filter((form) => !form.startsWith('=')).toSorted()
            // One form for all is no choice among them.
            return forms.join() !== 'other' && forms.join() !== needed.join()
          }),
        )
        expect(wrong).to.deep.equal([])
      })

      it('say everything that they are told', () => {
        const losses = paths.flatMap((path) =>
          factsOf(path).flatMap((facts) => {
            const text = said(tag, path, facts)
            // A few forms have a word for their number.
            const english = facts.first ? said('en', path, facts) : ''
            const traces = facts.traces.filter((trace) => english.includes(trace))
            const broken = /undefined|NaN|\[object|Invalid Date/.test(text)
            return broken || !traces.every((trace) => text.includes(trace))
              ? [`${path}: ${text}`]
              : []
          }),
        )
        expect(losses).to.deep.equal([])
      })

      it('are set as the language is', () => {
        const mistakes = paths.flatMap((path) =>
          sayings(tag, path).flatMap((text) =>
            Object.entries({
              ...MISTAKES[tag],
              'a straight quote or a stray space': /["']| {2}|^\s|\s$/,
            })
              .filter(([, sign]) => sign.test(text))
              .map(([mistake]) => `${path} has ${mistake}: ${text}`),
          ),
        )
        expect(mistakes).to.deep.equal([])
      })

      it('end a sentence where the English ends one', () => {
        const open = paths.filter(
          (path) => /[.]$/.test(say('en', path)) && !STOP[tag].test(say(tag, path)),
        )
        expect(open.map((path) => `${path}: ${say(tag, path)}`)).to.deep.equal([])
      })

      if (tag === 'en') return

      it('are translated, every one', () => {
        const same = paths.filter((path) => say(tag, path) === say('en', path))
        const shared = Object.keys(SHARED).filter((path) => SHARED[path]?.includes(tag))
        expect(same).to.have.members(shared)
      })
    })
  }

  it('offer each language by its own name', () => {
    const names = LANGUAGES.map((tag) => catalogues[tag].language.name)
    const known = LANGUAGES.map((tag) =>
      new Intl.DisplayNames(tag, { type: 'language' }).of(tag)?.toLowerCase(),
    )
    expect(names.map((name) => name.toLowerCase())).to.deep.equal(known)
  })
})

describe('a name in a sentence', () => {
  const told = (tag: Language, device: string) => catalogues[tag].done.removed({ device })

  it('written in the direction of the sentence stands there as it is', () => {
    expect(told('en', 'Phone')).to.equal('“Phone” was removed. Its codes no longer work.')
    expect(told('ja', '電話')).to.match(/^「電話」/)
  })

  it('written in the other direction is isolated, so that it rearranges nothing', () => {
    expect(told('ar', 'Phone (2)')).to.match(/^أُزيل «\u2068Phone \(2\)\u2069»/)
    expect(told('de', 'هاتف')).to.match(/^„\u2068هاتف\u2069“/)
    expect(
      catalogues.ar.signOut.leadApplication({ application: 'Shop', product: 'Acme' }),
    ).to.match(/\u2068Shop\u2069.*\u2068Acme\u2069/)
  })

  it('cannot leave its place by characters that turn text around', () => {
    expect(told('en', 'a\u202Eb\u2069c')).to.match(/^“abc”/)
    expect(told('ar', '\u2069\u202Ex')).to.match(/«\u2068x\u2069»/)
  })

  it('stays a link where it is one', () => {
    const url = 'https://login.example.org/reset?token=1'
    expect(told('ar', url)).to.include(`«${url}»`)
  })

  it('is isolated whatever else the sentence is told, and numbers of ours are not', () => {
    expect(catalogues.ar.errors.throttled({ seconds: 30 })).to.include('30 ثانية')
    expect(catalogues.ar.activity.times({ told: 'x', count: 3 })).to.equal('\u2068x\u2069 (3 مرات)')
  })

  it('is not taken for markup, or for a message', () => {
    expect(told('en', "<b>{name}</b> # 'x'")).to.include("“<b>{name}</b> # 'x'” was")
  })

  it('is not mixed up with what a sentence is chosen by', () => {
    const [byPassword] = catalogues.ar.mail.kinds.account_locked.told
    expect(byPassword({ factor: 'password' })).to.include('كلمات مرور خاطئة')
    expect(byPassword({ factor: 'code' })).to.include('رموز خاطئة')
  })
})
