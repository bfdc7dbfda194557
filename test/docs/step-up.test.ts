import { strict as assert } from 'node:assert'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parse } from 'yaml'
import { z } from 'zod'
import type { AcrClassOptions } from '../../src/assurance/index.ts'
import { createLadder } from '../support/proofs.ts'
import { Person } from '../support/person.ts'
import { essentialAcr, relyingParty } from '../support/relying-party.ts'
import { CALLBACK, secretOf, testServer } from '../support/test-server.ts'
import { signIn, silently, stepOf, visit } from '../support/visit.ts'
import { documented } from '../support/documented.ts'

const ONE_FACTOR = 'urn:step-up:1fa'
const TWO_FACTORS = 'urn:step-up:2fa'

interface Snippet {
  readonly stepUp: (maxAge: number) => Promise<{ readonly url: URL; readonly checks: object }>
  readonly comeBack: (url: URL, checks: object, sub: string) => Promise<{ readonly acr: string }>
}

describe('docs/step-up.md', () => {
  const server = testServer()
  const folder = 'test/docs/.generated'
  const secret = 'a-secret-of-the-intranet-and-nobody-else'

  after(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  async function load(): Promise<Snippet> {
    const program = documented('js', '', {
      'https://id.example.com': server().configuration.issuer,
      'https://intranet.example.com/callback': CALLBACK,
      "'intranet'": "'shop'",
      // Loopback has no TLS.
      [`ClientSecretBasic('${secret}'),`]: `ClientSecretBasic('${secretOf('shop')}'),
        { execute: [client.allowInsecureRequests] },`,
    })
    mkdirSync(folder, { recursive: true })
    const file = join(folder, 'step-up.mjs')
    writeFileSync(file, program)
    return (await import(pathToFileURL(resolve(file)).href)) as Snippet
  }

  it('has code that steps up and checks what comes back', async () => {
    const { stepUp, comeBack } = await load()
    const person = await Person.of(server())
    const shop = await relyingParty(server())
    const { claims } = await signIn(person, shop)

    const first = await stepUp(300)
    assert.equal(stepOf(await person.browser.open(first.url.href)), 'device')
    const { url, device } = await person.enrolHere('Phone')
    assert.equal((await comeBack(new URL(url), first.checks, claims.sub)).acr, TWO_FACTORS)

    server().advance(60)
    const second = await stepUp(59)
    assert.equal(stepOf(await person.browser.open(second.url.href)), 'code')
    const again = await person.giveCode(device.code())
    await assert.rejects(comeBack(new URL(again.url), second.checks, 'another'), /somebody else/)
  })

  it('has code that throws what came back instead', async () => {
    const { stepUp, comeBack } = await load()
    const person = await Person.of(server())
    const { url, checks } = await stepUp(300)
    await person.browser.open(url.href)
    const declined = await person.browser.submit('/cancel')
    await assert.rejects(comeBack(new URL(declined.url), checks, person.account.id), {
      name: 'AuthorizationResponseError',
      error: 'access_denied',
    })
  })

  it('has an address that asks for two factors', async () => {
    const person = await Person.of(server())
    const address = documented('http', '', {
      'https://id.example.com': server().configuration.issuer,
      [encodeURIComponent('https://intranet.example.com/callback')]: encodeURIComponent(CALLBACK),
      intranet: 'shop',
      CHALLENGE: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    })
    await person.browser.open(address.replaceAll(/\s/g, ''))
    assert.equal(stepOf(await person.givePassword()), 'device')
    const { arrived } = await person.enrolHere('Phone')
    assert.deepEqual([arrived?.has('code'), arrived?.get('state')], [true, 'STATE'])
  })

  it('has a ladder with the names that it says', () => {
    const { ladder } = z
      .object({ ladder: z.array(z.custom<AcrClassOptions>()) })
      .parse(parse(documented('yaml', 'ladder:')))
    const { names } = createLadder(ladder)
    assert.deepEqual(names, [
      ONE_FACTOR,
      TWO_FACTORS,
      'urn:example:strong',
      'https://refeds.org/profile/mfa',
    ])
  })

  describe('says the truth about', () => {
    it('an essential acr without a value: it demands nothing', async () => {
      const person = await Person.of(server())
      const shop = await relyingParty(server())
      const claims = JSON.stringify({ id_token: { acr: { essential: true } } })
      assert.equal((await signIn(person, shop, { claims })).claims.acr, ONE_FACTOR)
    })

    it('a demand beside a wish: both are asked for, and the demand is answered', async () => {
      const person = await Person.of(server())
      const shop = await relyingParty(server())
      const parameters = { ...essentialAcr(ONE_FACTOR), acr_values: TWO_FACTORS }
      await visit(person, shop, parameters)
      assert.equal(stepOf(await person.givePassword()), 'device')
      const declined = await person.browser.submit('/skip')
      assert.ok(declined.arrived?.has('code'))

      const { request } = await visit(person, shop, parameters)
      const { claims } = await request.finish((await person.enrolHere('Phone')).arrived)
      assert.deepEqual([claims.acr, claims.amr], [ONE_FACTOR, ['pwd', 'otp', 'mfa']])
    })

    it('adding a device: a password of more than five minutes ago is asked for first', async () => {
      const person = await Person.of(server())
      const shop = await relyingParty(server())
      await signIn(person, shop)
      server().advance(300)
      assert.equal(stepOf((await visit(person, shop, essentialAcr(TWO_FACTORS))).page), 'device')
      server().advance(1)
      const { request, page } = await visit(person, shop, essentialAcr(TWO_FACTORS))
      assert.equal(stepOf(page), 'password')
      assert.equal(stepOf(await person.givePassword()), 'device')
      // It is that of the sign-in at hand, however long setting the device up takes.
      server().advance(301)
      const { claims } = await request.finish((await person.enrolHere('Phone')).arrived)
      assert.equal(claims.acr, TWO_FACTORS)
    })

    it('prompt=none: a wish that could be met is missing, one that nobody can meet is not', async () => {
      const person = await Person.of(server())
      const shop = await relyingParty(server())
      await signIn(person, shop)
      const silent = async (acr: string): Promise<string | null | undefined> => {
        const { page } = await visit(person, shop, { prompt: 'none', acr_values: acr })
        return page.arrived?.get('error')
      }
      assert.equal(await silent(TWO_FACTORS), 'interaction_required')
      assert.equal(await silent('urn:unheard-of'), null)
      assert.equal(await silent(`urn:unheard-of ${ONE_FACTOR}`), null)
    })

    it('a floor: a lower wish is answered by it, a lower demand in its own words', async () => {
      const person = await Person.of(server())
      const bank = await relyingParty(server(), 'bank')
      await person.addDevice('Phone')
      for (const [request, acr] of [
        [{}, TWO_FACTORS],
        [{ acr_values: ONE_FACTOR }, TWO_FACTORS],
        [essentialAcr(ONE_FACTOR), ONE_FACTOR],
      ] as const) {
        const { claims } = await signIn(person, bank, request)
        assert.deepEqual([claims.acr, claims.amr], [acr, ['pwd', 'otp', 'mfa']])
      }
    })

    it('max_age: of the first class it is about the password, and the code of a device too', async () => {
      const person = await Person.of(server())
      const shop = await relyingParty(server())
      await person.addDevice('Phone')
      server().advance(61)
      const request = { ...essentialAcr(ONE_FACTOR), max_age: '60' }
      assert.equal(stepOf((await visit(person, shop, request)).page), 'password')
      assert.equal(stepOf(await person.givePassword()), 'code')
    })

    it('prompt=none: what is missing has a name', async () => {
      const person = await Person.of(server())
      const forum = await relyingParty(server(), 'forum')
      const bank = await relyingParty(server(), 'bank')
      assert.equal(await silently(person, forum), 'login_required')
      await signIn(person, await relyingParty(server()))
      assert.equal(await silently(person, forum), 'consent_required')
      assert.equal(await silently(person, bank), 'interaction_required')
    })

    it('cancelling: the session is as it was before', async () => {
      const person = await Person.of(server())
      const shop = await relyingParty(server())
      const { claims } = await signIn(person, shop)
      await visit(person, shop, essentialAcr(TWO_FACTORS))
      const { arrived } = await person.browser.submit('/cancel')
      assert.equal(arrived?.get('error'), 'access_denied')
      const after = await signIn(person, shop, { prompt: 'none' })
      assert.deepEqual([after.claims.acr, after.claims.auth_time], [claims.acr, claims.auth_time])
    })
  })
})
