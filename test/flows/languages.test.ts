import { strict as assert } from 'node:assert'
import type { CookieJar } from 'tough-cookie'
import { type Language, LANGUAGES } from '../../src/kernel/languages.ts'
import { catalogues } from '../../src/views/texts.ts'
import { Browser, type Page } from '../support/browser.ts'
import { Person } from '../support/person.ts'
import { relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { testServer } from '../support/test-server.ts'
import { visit } from '../support/visit.ts'

const TWO_FACTORS = 'urn:step-up:2fa'

const german = catalogues.de
const languageOf = (page: Page): string | undefined => /<html lang="([^"]*)"/.exec(page.html)?.[1]

describe('the language of a page', () => {
  const server = testServer()
  let shop: RelyingParty
  before(async () => {
    shop = await relyingParty(server())
  })

  const at = (languages?: string, jar?: CookieJar): Browser => new Browser(jar, { languages })
  const start = (path = '/'): string => `${server().configuration.issuer}${path}`

  async function person(options: { languages?: string; account?: Language } = {}): Promise<Person> {
    const account = await server().addAccount()
    if (options.account) await server().accounts.setLanguage(account.id, options.account)
    return new Person(server(), account, at(options.languages))
  }

  it('is told to the browser and to caches', async () => {
    const page = await at('fr-CA, en;q=0.5').open(start())
    assert.equal(languageOf(page), 'fr')
    assert.equal(page.headers.get('content-language'), 'fr')
    assert.match(page.headers.get('vary') ?? '', /(?:^|, )Accept-Language(?:,|$)/i)
    assert.match(page.html, /<html lang="fr" dir="ltr">/)
    const arabic = await at('ar-EG').open(start())
    assert.match(arabic.html, /<html lang="ar" dir="rtl">/)
  })

  for (const [asked, spoken] of [
    ['pt-BR,pt;q=0.9,en;q=0.8', 'pt'],
    ['pt-PT', 'pt'],
    ['zh-CN,zh;q=0.9', 'zh-Hans'],
    ['zh-SG', 'zh-Hans'],
    ['zh-TW, de;q=0.1', 'de'],
    ['zh-Hant-HK', 'en'],
    ['de-CH', 'de'],
    ['en-US,en;q=0.9,de;q=0.8', 'en'],
    ['en;q=0.1, ja', 'ja'],
    ['de;q=0, fr;q=0.1', 'fr'],
    ['tlh, eo, es-419', 'es'],
    ['und, ja', 'ja'],
    ['*', 'en'],
    ['', 'en'],
    ['*;;;=,, %%%, de-', 'en'],
    [undefined, 'en'],
  ] as const) {
    it(`is ${spoken} for a browser that asks for ${asked ?? 'none'}`, async () => {
      assert.equal(languageOf(await at(asked).open(start())), spoken)
    })
  }

  it('is what the application asks for, before that of the account and of the browser', async () => {
    const anna = await person({ languages: 'fr', account: 'es' })
    const asking = { ui_locales: 'x-none tlh de-AT en' }
    const { page } = await visit(anna, shop, asking)
    assert.equal(languageOf(page), 'de')
    assert.equal(page.heading, german.signIn.heading)
    await anna.givePassword()
    const stronger = { acr_values: TWO_FACTORS }
    const { page: asked } = await visit(anna, shop, { ...asking, ...stronger })
    assert.equal(asked.heading, german.deviceAdd.headingAsked)
    const { page: unasked } = await visit(anna, shop, stronger)
    assert.equal(unasked.heading, catalogues.es.deviceAdd.headingAsked)
  })

  it('is that of the account as soon as it is proved whose it is, and not before', async () => {
    const anna = await person({ account: 'es' })
    await anna.addDevice('Teléfono')
    const elsewhere = new Person(server(), anna.account, at('fr'))
    const { page } = await visit(elsewhere, shop)
    assert.equal(languageOf(page), 'fr')
    const wrong = await elsewhere.givePassword('not the password')
    assert.equal(languageOf(wrong), 'fr')
    const code = await elsewhere.givePassword()
    assert.equal(languageOf(code), 'es')
    assert.equal(code.heading, catalogues.es.code.heading)
  })

  it('goes by the browser where the application asks for none of ours', async () => {
    for (const locales of ['tlh', 'zh-TW', '%00 -- ,', '*']) {
      const anna = await person({ languages: 'ja' })
      const { page } = await visit(anna, shop, { ui_locales: locales })
      assert.equal(languageOf(page), 'ja', locales)
    }
  })

  it('stays with the way that an application asked for, to its end and beyond', async () => {
    const anna = await person({ languages: 'en' })
    const { page } = await visit(anna, shop, { ui_locales: 'de', acr_values: TWO_FACTORS })
    const refused = await anna.givePassword('not the password')
    assert.deepEqual(refused.errors, [german.errors.sign_in_failed])
    const enrol = await anna.givePassword()
    assert.equal(languageOf(enrol), 'de')
    await anna.browser.submit('/cancel')
    const over = await anna.browser.open(page.url)
    assert.equal(over.status, 410)
    assert.equal(over.heading, catalogues.en.messages.interaction_expired.title)
  })

  it('is German for a whole sign-in, with all that goes wrong on the way', async () => {
    const anna = await person({ languages: 'de-DE,de;q=0.9' })
    const phone = await anna.elsewhere().addDevice('Mein Handy')
    const { request, page } = await visit(anna, shop)
    assert.equal(page.heading, german.signIn.heading)
    assert.match(page.html, /Danach geht es weiter zu Shop/)
    const wrong = await anna.givePassword('wrong')
    assert.deepEqual(wrong.errors, ['Name oder Passwort ist falsch.'])
    const asked = await anna.givePassword()
    assert.equal(asked.heading, german.code.heading)
    const used = await anna.giveCode(phone.code())
    assert.match(used.errors[0] ?? '', /^Dieser Code wurde gerade benutzt\. .* \(\d+ Sek\.\)\.$/)
    server().advance(30)
    const { arrived } = await anna.giveCode(phone.code())
    assert.equal((await request.finish(arrived)).claims.acr, TWO_FACTORS)
  })

  it('is German where a device is set up on the way', async () => {
    const anna = await person({ languages: 'de' })
    await visit(anna, shop, { acr_values: TWO_FACTORS })
    const add = await anna.givePassword()
    assert.equal(add.heading, german.deviceAdd.headingAsked)
    const unnamed = await anna.browser.submit('/device', { name: ' ' })
    assert.match(unnamed.errors[0] ?? '', /^Geben Sie einen Namen mit höchstens \d+ Zeichen ein\.$/)
    const setup = await anna.browser.submit('/device', { name: 'Mein Handy' })
    assert.equal(setup.heading, '„Mein Handy“ einrichten')
    const short = await anna.browser.submit('/device/code', { code: '123' })
    assert.deepEqual(short.errors, ['Der Code hat 6 Ziffern. Geben Sie alle ein.'])
  })

  it('is that of whoever reads an error before any interaction', async () => {
    const url = new URL(start('/auth'))
    url.search = new URLSearchParams({ client_id: 'nobody', ui_locales: 'ar' }).toString()
    const page = await at('de').open(url.href)
    assert.equal(page.status, 400)
    assert.equal(languageOf(page), 'ar')
    url.searchParams.delete('ui_locales')
    const browsers = await at('de').open(url.href)
    assert.equal(browsers.heading, german.messages.request_invalid.title)
    const missing = await at('ja').open(start('/nowhere'))
    assert.deepEqual([missing.status, languageOf(missing)], [404, 'ja'])
  })

  it('is that of the account on pages that the library asks for', async () => {
    const anna = await person({ languages: 'en', account: 'de' })
    await visit(anna, shop)
    await anna.givePassword()
    const out = await anna.browser.open(start('/session/end'))
    assert.equal(out.heading, german.signOut.heading)
    const asked = await anna.browser.open(start('/session/end?ui_locales=fr'))
    assert.equal(asked.heading, catalogues.fr.signOut.heading)
    const connect = await anna.browser.open(start('/device'))
    assert.equal(connect.heading, german.connect.heading)
  })

  it('names an application as its readers do', async () => {
    const anna = await person({ languages: 'de' })
    const page = await anna.openAccount()
    assert.match(
      page.html,
      new RegExp(german.signIn.lead({ application: german.account.application })),
    )
  })

  it('is announced to applications', async () => {
    const { ui_locales_supported: locales } = shop.configuration.serverMetadata()
    assert.deepEqual(locales, LANGUAGES)
  })

  describe('in the account console', () => {
    it('is chosen there, told in what was chosen, and stays at every browser', async () => {
      const anna = await person({ languages: 'en' })
      await anna.openAccount()
      await anna.givePassword()
      const page = await anna.openAccount('/account/language')
      assert.equal(page.heading, 'Language')
      for (const tag of LANGUAGES) {
        assert.ok(page.html.includes(`lang="${tag}"><bdi>${catalogues[tag].language.name}</bdi>`))
      }
      assert.equal(checkedOn(page), '')
      const told = await anna.browser.submit('/language', { language: 'de' })
      assert.equal(languageOf(told), 'de')
      assert.ok(told.html.includes(german.languageChoice.saved))
      assert.equal(checkedOn(told), 'de')
      assert.equal((await anna.openAccount()).heading, german.account.security)
      const elsewhere = new Person(server(), anna.account, at('ja'))
      await elsewhere.openAccount()
      assert.equal((await elsewhere.givePassword()).heading, german.account.security)
    })

    it('goes by the browser again when that is chosen', async () => {
      const anna = await person({ languages: 'fr', account: 'de' })
      await anna.openAccount()
      await anna.givePassword()
      await anna.openAccount('/account/language')
      const told = await anna.browser.submit('/language', { language: '' })
      assert.equal(languageOf(told), 'fr')
      assert.ok(told.html.includes(catalogues.fr.languageChoice.savedBrowser))
      assert.equal((await server().accounts.find(anna.account.id))?.language, undefined)
    })

    it('is changed by no form of somebody else, and to nothing that is not offered', async () => {
      const anna = await person({ account: 'de' })
      await anna.openAccount()
      await anna.givePassword()
      await anna.openAccount('/account/language')
      const forged = { language: 'fr', csrf: 'forged' }
      assert.equal((await anna.browser.submit('/language', forged)).status, 403)
      await anna.openAccount('/account/language')
      await anna.browser.submit('/language', { language: 'tlh' })
      assert.equal((await server().accounts.find(anna.account.id))?.language, 'de')
    })

    it('is told of cancelling in, too', async () => {
      const anna = await person({ languages: 'en', account: 'de' })
      const phone = await anna.addDevice('Handy')
      server().advance(400)
      await anna.openAccount('/account/devices/add')
      const cancelled = await anna.browser.submit('/cancel')
      assert.equal(cancelled.heading, german.messages.cancelled.title)
      assert.ok(phone)
    })
  })
})

describe('a server that offers some languages', () => {
  const server = testServer({ languages: ['fr', 'de'] })

  it('speaks the first of them to whom it knows nothing of, and no other', async () => {
    const issuer = `${server().configuration.issuer}/`
    for (const [asked, spoken] of [
      ['ja', 'fr'],
      ['en-US', 'fr'],
      [undefined, 'fr'],
      ['en, de;q=0.2', 'de'],
    ] as const) {
      assert.equal(
        languageOf(await new Browser(undefined, { languages: asked }).open(issuer)),
        spoken,
      )
    }
    const shop = await relyingParty(server())
    const anna = new Person(server(), await server().addAccount())
    await server().accounts.setLanguage(anna.account.id, 'ja')
    const { page } = await visit(anna, shop, { ui_locales: 'ja en' })
    assert.equal(languageOf(page), 'fr')
    assert.deepEqual(shop.configuration.serverMetadata().ui_locales_supported, ['fr', 'de'])
  })

  it('offers them alone, as the account’s page', async () => {
    const anna = await Person.of(server())
    await server().accounts.setLanguage(anna.account.id, 'ja')
    await anna.openAccount()
    await anna.givePassword()
    const page = await anna.openAccount('/account/language')
    const values = [...page.html.matchAll(/type="radio"[^>]* value="([^"]*)"/g)].map(([, it]) => it)
    assert.deepEqual(values, ['', 'fr', 'de'])
    // What was chosen before and is offered no more counts as no choice.
    assert.equal(checkedOn(page), '')
  })
})

describe('a server that offers one language', () => {
  const server = testServer({ languages: ['es'] })

  it('asks nobody to choose', async () => {
    const anna = await Person.of(server())
    await anna.openAccount()
    const page = await anna.givePassword()
    assert.equal(page.heading, catalogues.es.account.security)
    assert.ok(!page.html.includes('/account/language'))
  })
})

const checkedOn = (page: Page): string | undefined => /value="([^"]*)" checked/.exec(page.html)?.[1]
