import { strict as assert } from 'node:assert'
import { TO_DO } from '../../src/console/routes.ts'
import { LANGUAGES, type Language } from '../../src/kernel/languages.ts'
import { ACCOUNT_ACTIONS, type AccountAction, type CodeReason } from '../../src/pages/parts.ts'
import { catalogues } from '../../src/views/texts.ts'
import type { Page } from '../support/browser.ts'
import { Person, type Device } from '../support/person.ts'
import { essentialAcr, relyingParty, type RelyingParty } from '../support/relying-party.ts'
import { testServer } from '../support/test-server.ts'
import { signIn, stepOf, visit } from '../support/visit.ts'

/** What the page says in place of the isolates around names, and of entities. */
const plain = (text: string): string =>
  text.replaceAll(/[\u2066-\u2069]/g, '').replaceAll('&#39;', '’')

const leadOf = ({ html }: Page): string =>
  plain(/<p class="lead">([\s\S]*?)<\/p>/.exec(html)?.[1]?.trim() ?? '')

const actionIn = (language: Language, action: AccountAction): string =>
  plain(catalogues[language]?.actions[action] ?? '')

const reasonIn = (language: Language, reason: CodeReason, application: string): string =>
  plain(catalogues[language]?.reasons[reason]({ application }) ?? '')

describe('a page that asks for a code', () => {
  const server = testServer()
  let shop: RelyingParty
  let owner: Person
  let phone: Device
  before(async () => {
    shop = await relyingParty(server())
    owner = await Person.of(server())
    phone = await owner.addDevice('Phone')
  })

  const speak = (language: Language) => server().accounts.setLanguage(owner.account.id, language)

  /** In a browser that is not signed in, as far as the page for the code. */
  async function asked(address: string): Promise<Page> {
    const person = owner.elsewhere()
    await person.openAccount(`/account${address.replaceAll(/:\w+/g, 'some-id')}`)
    const page = await person.givePassword()
    assert.equal(stepOf(page), 'code')
    return page
  }

  it('has a reason for each thing that somebody can do in their account', () => {
    assert.deepEqual(new Set(Object.values(TO_DO)), new Set(ACCOUNT_ACTIONS))
    for (const language of LANGUAGES) {
      const told = ACCOUNT_ACTIONS.map((action) => actionIn(language, action))
      assert.equal(new Set(told).size, ACCOUNT_ACTIONS.length, language)
    }
  })

  for (const [index, [address, action]] of Object.entries(TO_DO).entries()) {
    const language = LANGUAGES[index % LANGUAGES.length] ?? 'en'
    it(`says what it is for: ${address} (${language})`, async () => {
      await speak(language)
      assert.equal(leadOf(await asked(address)), actionIn(language, action))
    })
  }

  for (const language of LANGUAGES) {
    it(`names the action, and else the application and its reason (${language})`, async () => {
      await speak(language)
      assert.equal(leadOf(await asked('/turn-off')), actionIn(language, 'turn_off'))

      const person = owner.elsewhere()
      await visit(person, shop)
      assert.equal(
        leadOf(await person.givePassword()),
        reasonIn(language, 'account_protected', 'Shop'),
      )
      server().advance(30)
      await person.giveCode(phone.code())
      server().advance(400)
      const { page: old } = await visit(person, shop, {
        ...essentialAcr('urn:step-up:2fa'),
        max_age: '300',
      })
      const late = stepOf(old) === 'password' ? await person.givePassword() : old
      assert.equal(leadOf(late), reasonIn(language, 'too_old', 'Shop'))
    })
  }

  it('says the same on the page for a recovery code, and after a wrong code', async () => {
    await speak('en')
    const person = owner.elsewhere()
    await person.openAccount('/account/recovery-codes/new')
    const { html, url } = await person.givePassword()
    const told = 'To make new recovery codes, confirm that it is you.'
    const [, href = ''] = /href="([^"]*\/recovery)"/.exec(html) ?? []
    assert.equal(leadOf(await person.browser.open(new URL(href, url).href)), told)
    assert.equal(leadOf(await person.giveRecoveryCode('AAAA-AAAA-AAAA-AAAA')), told)
  })

  it('says it where a session lives, and the code in it is too old', async () => {
    await speak('en')
    const person = owner.elsewhere()
    await signIn(person, shop, {}, phone)
    server().advance(400)
    const page = await person.openAccount('/account/devices/some-id/lost')
    assert.equal(leadOf(page), 'To report a lost device, confirm that it is you.')
  })

  it('says it where the password is asked for, or both on one page', async () => {
    const page = await owner.elsewhere().openAccount('/account/password')
    assert.equal(leadOf(page), 'To change your password, confirm that it is you.')
  })

  it('takes no reason from a link that somebody made up', async () => {
    await speak('en')
    const { issuer } = server().configuration
    const person = owner.elsewhere()
    const link = new URL(`${issuer}/auth`)
    link.search = new URLSearchParams({
      client_id: 'account-console',
      response_type: 'none',
      scope: 'openid',
      redirect_uri: `${issuer}/account/callback`,
      state: '/account/devices/add.made-up',
    }).toString()
    await person.browser.open(link.href)
    assert.equal(leadOf(await person.givePassword()), actionIn('en', 'open_account'))
  })
})
