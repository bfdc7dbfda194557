import { expect } from 'chai'
import { LANGUAGES, type Language } from '../../src/kernel/languages.ts'
import { catalogues, english, written } from '../../src/views/texts.ts'
import { factsFor, type Text } from '../support/text-facts.ts'

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

type Catalogue = ReadonlyMap<string, string | Text>

/** Every word of a language by its path; numbers and times are `Intl`'s. */
function flatten(texts: object, path = ''): Catalogue {
  const lines = Object.entries(texts)
    .filter(([key]) => path !== '' || (key !== 'language' && key !== 'formats'))
    .flatMap(([key, text]): [string, string | Text][] => {
      const own = path === '' ? key : `${path}.${key}`
      return typeof text === 'object' && text !== null
        ? [...flatten(text as object, own)]
        : [[own, text as string | Text]]
    })
  return new Map(lines)
}

const model = flatten(written.en)

/** What a text says when it is given the facts that are made up for the English one. */
function say(path: string, text: string | Text): string {
  const shape = model.get(path)
  if (typeof text === 'string' || typeof shape !== 'function') return String(text)
  const said: unknown = text(...factsFor(path, shape).arguments)
  // Mails are told in paragraphs.
  return Array.isArray(said) ? said.join(' ') : String(said)
}

const tracesOf = (path: string): readonly string[] => {
  const shape = model.get(path)
  return typeof shape === 'function' ? factsFor(path, shape).traces : []
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
  for (const tag of LANGUAGES) {
    const texts = written[tag]
    const own = flatten(texts)

    describe(`in ${texts.language.name}`, () => {
      it('have all texts, and none besides', () => {
        expect([...own.keys()]).to.have.members([...model.keys()])
        const kinds = [...own].filter(([path, text]) => typeof text !== typeof model.get(path))
        expect(kinds.map(([path]) => path)).to.deep.equal([])
      })

      it('say everything that they are told', () => {
        const losses = [...own].flatMap(([path, text]) => {
          const said = say(path, text)
          const lost = tracesOf(path).filter((trace) => !said.includes(trace))
          const broken = /undefined|NaN|\[object|Invalid Date/.test(said)
          return lost.length > 0 || broken ? [`${path}: ${said}`] : []
        })
        expect(losses).to.deep.equal([])
      })

      it('are set as the language is', () => {
        const mistakes = [...own].flatMap(([path, text]) => {
          const said = say(path, text)
          const found = Object.entries(MISTAKES[tag]).filter(([, sign]) => sign.test(said))
          return found.map(([mistake]) => `${path} has ${mistake}: ${said}`)
        })
        expect(mistakes).to.deep.equal([])
        const straight = [...own].filter(([path, text]) =>
          /["']| {2}|^\s|\s$/.test(say(path, text)),
        )
        expect(straight.map(([path]) => path)).to.deep.equal([])
      })

      it('end a sentence where the English ends one', () => {
        const open = [...own].filter(([path, text]) => {
          const shape = model.get(path)
          return (
            shape !== undefined && /[.]$/.test(say(path, shape)) && !STOP[tag].test(say(path, text))
          )
        })
        expect(open.map(([path, text]) => `${path}: ${say(path, text)}`)).to.deep.equal([])
      })

      if (tag === 'en') return

      it('are translated, every one', () => {
        const same = [...own].filter(([path, text]) => {
          const shape = model.get(path)
          return shape !== undefined && (text === shape || say(path, text) === say(path, shape))
        })
        const shared = Object.keys(SHARED).filter((path) => SHARED[path]?.includes(tag))
        expect(same.map(([path]) => path)).to.have.members(shared)
      })
    })
  }

  it('offer each language by its own name', () => {
    const names = LANGUAGES.map((tag) => written[tag].language.name)
    const known = LANGUAGES.map((tag) =>
      new Intl.DisplayNames(tag, { type: 'language' }).of(tag)?.toLowerCase(),
    )
    expect(names.map((name) => name.toLowerCase())).to.deep.equal(known)
  })

  it('know all the plurals that there are up to a thousand', () => {
    for (const tag of LANGUAGES) {
      const { locale } = written[tag].language
      const rules = new Intl.PluralRules(locale)
      const needed = new Set(Array.from({ length: 1000 }, (_, count) => rules.select(count)))
      const { formats } = written[tag] as typeof written.en & {
        formats: { plural: (count: number, forms: Record<string, string>) => string }
      }
      const forms = Object.fromEntries([...needed].map((category) => [category, category]))
      for (let count = 0; count < 1000; count += 1) {
        expect(formats.plural(count, forms)).to.equal(rules.select(count))
      }
    }
  })
})

describe('a name in a sentence', () => {
  const said = (tag: Language, device: string) => catalogues[tag].done.removed(device)

  it('written in the direction of the sentence stands there as it is', () => {
    expect(said('en', 'Phone')).to.equal('“Phone” was removed. Its codes no longer work.')
    expect(said('ja', '電話')).to.match(/^「電話」/)
  })

  it('written in the other direction is isolated, so that it rearranges nothing', () => {
    expect(said('ar', 'Phone (2)')).to.match(/^أُزيل «\u2068Phone \(2\)\u2069»/)
    expect(said('de', 'هاتف')).to.match(/^„\u2068هاتف\u2069“/)
    expect(catalogues.ar.signOut.leadApplication('Shop', 'Acme')).to.match(
      /\u2068Shop\u2069.*\u2068Acme\u2069/,
    )
  })

  it('cannot leave its place by characters that turn text around', () => {
    expect(said('en', 'a\u202Eb\u2069c')).to.match(/^“abc”/)
    expect(said('ar', '\u2069\u202Ex')).to.match(/«\u2068x\u2069»/)
  })

  it('stays a link where it is one', () => {
    const url = 'https://login.example.org/reset?token=1'
    expect(said('ar', url)).to.include(`«${url}»`)
  })

  it('is isolated within a fact of several parts too', () => {
    const error = { code: 'throttled', seconds: 30 } as const
    expect(english.errors.throttled(error)).to.include('30 seconds')
    expect(catalogues.ar.errors.throttled(error)).to.include('30 ثانية')
  })
})
