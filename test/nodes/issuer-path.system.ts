import { strict as assert } from 'node:assert'
import { fleet } from '../support/fleet.ts'
import { essentialAcr, relyingParty } from '../support/relying-party.ts'
import { signIn, silently } from '../support/visit.ts'

const PATH = '/sso'
const TWO_FACTORS = 'urn:step-up:2fa'

for (const basePath of ['kept', 'stripped'] as const)
  describe(`workers at an issuer with a path that nginx has ${basePath}`, () => {
    const nodes = fleet(
      1,
      { basePath, workers: 2, secondFactorWhenEnrolled: false },
      { path: PATH, strips: basePath === 'stripped' },
    )

    it('sign somebody in, step up, show the account and sign out', async () => {
      const shop = await relyingParty(nodes())
      const { person, phone } = await nodes().somebody('at a path')
      const { claims } = await signIn(person, shop)
      const raised = await signIn(person, shop, essentialAcr(TWO_FACTORS), phone)
      assert.equal(raised.claims.acr, TWO_FACTORS)
      assert.equal(raised.claims.sub, claims.sub)
      assert.equal((await person.openAccount()).status, 200)
      const { issuer } = nodes().configuration
      assert.equal((await person.browser.open(`${issuer}/`)).status, 200)
      await person.browser.open(`${issuer}/sign-out`)
      await person.browser.submit('/session/end/confirm', { logout: 'yes' })
      assert.equal(await silently(person, shop), 'login_required')
      const lines = nodes()
        .nginx.passedOn()
        .filter(({ agent }) => agent === 'at a path')
      assert.ok(lines.every(({ path, status }) => path.startsWith(`${PATH}/`) && status < 400))
    })

    it('tell at the root of each listener that they are well', async () => {
      for (const { url } of nodes().nodes) {
        for (const probe of ['/healthz', '/readyz']) {
          assert.equal((await fetch(url + probe)).status, 200, probe)
        }
      }
    })
  })
