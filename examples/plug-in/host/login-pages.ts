import { createHmac, timingSafeEqual } from 'node:crypto'
import express, { Router } from 'express'
import type { Provider } from 'oidc-provider'
import { users } from './accounts.ts'
import { html } from './html.ts'
import { secret } from './settings.ts'

const FORM_KEY = secret('form-key')

/** Bound to the interaction, whose id another site does not know. */
const csrfOf = (uid: string): string => createHmac('sha256', FORM_KEY).update(uid).digest('hex')

function isCsrfOf(uid: string, given: unknown): boolean {
  const expected = Buffer.from(csrfOf(uid))
  const sent = Buffer.from(String(given))
  return sent.length === expected.length && timingSafeEqual(sent, expected)
}

/** The application's own pages: sign in with a password, and accept the terms. */
export function loginPages(provider: Provider): Router {
  const router = Router()
  router.use(express.urlencoded({ extended: false }))

  router.get('/:uid', async (request, response) => {
    const { uid, prompt } = await provider.interactionDetails(request, response)
    response.send(prompt.name === 'login' ? loginPage(uid) : termsPage(uid))
  })

  router.post('/:uid', async (request, response) => {
    const { uid, prompt, session } = await provider.interactionDetails(request, response)
    const form = request.body as Record<string, unknown>
    if (uid !== request.params.uid || !isCsrfOf(uid, form['csrf'])) {
      response.status(403).send(html('Start again', '<p>This form is not valid any more.</p>'))
      return
    }
    if (prompt.name === 'terms') {
      const user = await users.find(session?.accountId ?? '')
      if (user) user.termsAccepted = true
      await provider.interactionFinished(request, response, {})
      return
    }
    const user = await users.check(String(form['email']), String(form['password']))
    if (!user) response.status(401).send(loginPage(uid, 'Wrong e-mail address or password.'))
    else await provider.interactionFinished(request, response, { login: { accountId: user.id } })
  })
  return router
}

const loginPage = (uid: string, problem = ''): string =>
  html(
    'ACME: sign in',
    `<p role="alert">${problem}</p>
    <form method="post" action="/login/${uid}">
      <input type="hidden" name="csrf" value="${csrfOf(uid)}">
      <label>E-mail <input name="email" type="email" autocomplete="username" required></label>
      <label>Password
        <input name="password" type="password" autocomplete="current-password" required></label>
      <button>Sign in</button>
    </form>`,
  )

const termsPage = (uid: string): string =>
  html(
    'ACME: terms',
    `<p>Be kind.</p>
    <form method="post" action="/login/${uid}">
      <input type="hidden" name="csrf" value="${csrfOf(uid)}">
      <button>I accept</button>
    </form>`,
  )
