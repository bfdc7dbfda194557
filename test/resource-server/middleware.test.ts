import { strict as assert } from 'node:assert'
import { once } from 'node:events'
import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import Koa from 'koa'
import mount from 'koa-mount'
import {
  createResourceServer,
  requireStepUpInExpress,
  requireStepUpInKoa,
  type AccessToken,
} from '../../src/kits/resource-server/index.ts'
import { AUDIENCE, ONE_FACTOR, TWO_FACTORS, openSigningIssuer } from './signing-issuer.ts'
import { createPatientServer } from '../support/listener.ts'

const STEP_UP = { acrValues: [TWO_FACTORS], maxAge: 300 }

type ResourceServer = ReturnType<typeof createResourceServer>

/** The same API twice, under `/v1`. */
const FRAMEWORKS: Record<string, (api: ResourceServer) => RequestListener> = {
  Koa(api) {
    const inner = new Koa<{ token: AccessToken }>()
    inner.use(requireStepUpInKoa(api, STEP_UP))
    inner.use((ctx) => {
      ctx.body = { hello: ctx.state.token.subject }
    })
    const app = new Koa()
    app.silent = true
    app.use(mount('/v1', inner))
    const handle = app.callback()
    return (request, response) => void handle(request, response)
  },
  Express(api) {
    const app = express()
    app.set('env', 'test')
    app.post('/v1/transfers', requireStepUpInExpress(api, STEP_UP), (_request, response) => {
      const { token } = response.locals
      response.json({ hello: token.subject })
    })
    return app
  },
}

for (const [name, build] of Object.entries(FRAMEWORKS)) {
  describe(`an API on ${name}`, () => {
    let issuer: Awaited<ReturnType<typeof openSigningIssuer>>
    let server: Server
    let url: string
    beforeEach(async () => {
      issuer = await openSigningIssuer()
      const api = createResourceServer({ issuer: issuer.issuer, audience: AUDIENCE })
      server = createPatientServer(build(api)).listen(0, 'localhost')
      await once(server, 'listening')
      url = `http://localhost:${(server.address() as AddressInfo).port}/v1/transfers`
    })
    afterEach(async () => {
      server.closeAllConnections()
      server.close()
      await issuer.stop()
    })

    const call = (token?: string) =>
      fetch(url, {
        method: 'POST',
        headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
      })

    it('goes on with the token when it is enough', async () => {
      const response = await call(await issuer.sign())
      assert.equal(response.status, 200)
      assert.deepEqual(await response.json(), { hello: 'ada' })
    })

    it('answers with the challenge, as a header and as JSON', async () => {
      const response = await call(await issuer.sign({ acr: ONE_FACTOR }))
      assert.equal(response.status, 401)
      assert.equal(
        response.headers.get('WWW-Authenticate'),
        'Bearer error="insufficient_user_authentication", ' +
          'error_description="The user has to authenticate in another way, or again", ' +
          `acr_values="${TWO_FACTORS}", max_age=300, realm="${AUDIENCE}"`,
      )
      assert.equal(response.headers.get('Cache-Control'), 'no-store')
      const { error } = (await response.json()) as { error: string }
      assert.equal(error, 'insufficient_user_authentication')
    })

    it('answers without a token, and with a bad one', async () => {
      const stranger = await call()
      assert.equal(stranger.status, 401)
      assert.equal(stranger.headers.get('WWW-Authenticate'), `Bearer realm="${AUDIENCE}"`)
      assert.equal((await call('made-up')).status, 401)
    })

    it('answers 503 while the issuer is out, and lets nobody through', async () => {
      const token = await issuer.sign()
      await issuer.stop()
      const response = await call(token)
      assert.equal(response.status, 503)
      assert.equal(response.headers.get('Retry-After'), '5')
      assert.doesNotMatch(await response.text(), /hello/)
    })
  })
}
