import { expect } from 'chai'
import type { FormError } from '../../src/pages/parts.ts'
import { inEnglish } from '../support/in-english.ts'
import { createViews } from '../../src/views/create-views.ts'
import { formErrors, pageSamples } from '../support/page-samples.ts'

const render = inEnglish(
  createViews({ chrome: { productName: 'Acme Sign-in', assets: '/assets' } }),
)
const modelOf = <Name extends (typeof pageSamples)[number]['page']>(name: Name) =>
  pageSamples.find((sample) => sample.page === name)!.model as Extract<
    (typeof pageSamples)[number],
    { page: Name }
  >['model']

const told: Readonly<Record<FormError['code'], string>> = {
  sign_in_failed: 'Incorrect name or password.',
  password_wrong: 'Incorrect password. Try again.',
  login_missing: 'Enter your name or email.',
  any_failed: 'Incorrect name, password or code. Each code works only once.',
  code_unreadable:
    'That is not a complete code. Enter all the digits that your app shows, or a complete recovery code.',
  throttled: 'Too many attempts. Wait 2 minutes, then try again.',
  locked: 'This account is locked after too many attempts. An administrator can unlock it.',
  code_wrong: 'Incorrect code. Enter the one that your app shows now.',
  code_just_used: 'That code was just used. Wait for the next one (12 s).',
  code_malformed: 'The code has 6 digits. Enter all of them.',
  app_ignored:
    'Your app ignored the setting SHA-256. Use the standard settings, or choose another app.',
  app_took_text: 'Your app didn’t decode the key, so its codes are wrong. Choose another app.',
  clock_wrong:
    'This device’s clock is 4 minutes slow. Turn on automatic time on it, then enter the next code.',
  recovery_wrong: 'That recovery code is incorrect or has already been used.',
  recovery_malformed:
    'That is not a recovery code. One has three groups of five letters and digits, such as k7m2p-9xwaz-3hrtc.',
  name_invalid: 'Give it a name of up to 40 characters.',
  setup_given_up: 'Too many wrong codes. Start again, and scan the new QR code.',
  name_taken: 'Another of your devices has this name. Choose a different one.',
  name_invisible:
    'That name has invisible characters, or no visible ones. Use letters, digits or emoji.',
  name_lookalike: 'That name looks like “Phone”, another of your devices. Choose a different one.',
  limit_reached: 'Your account has 5 devices, which is as many as it can have. Remove one first.',
}

/** What the input says of its error, by the attributes that assistive technology follows. */
function errorAt(html: string, field: string): string | undefined {
  const input = new RegExp(`<input id="${field}"[^>]*>`).exec(html)?.[0] ?? ''
  if (!input.includes('aria-invalid="true"')) return undefined
  expect(input).to.match(new RegExp(`aria-describedby="${field}-error\\b`))
  expect(input, 'takes the focus').to.include('autofocus')
  const text = new RegExp(`<p[^>]* id="${field}-error" role="alert"[^]*?<span>(.*?)</span>`)
  return text.exec(html)?.[1]
}

describe('an error beside its field', () => {
  for (const error of Object.values(formErrors)) {
    const text = told[error.code]

    for (const fields of ['password', 'password_and_code', 'name_and_password'] as const) {
      const about =
        fields === 'password_and_code' && error.code === 'code_unreadable' ? 'code' : 'password'

      it(`tells ${error.code} on sign-in with ${fields} at the ${about}`, () => {
        const html = render('sign-in', { ...modelOf('sign-in'), fields, login: 'anna', error })
        for (const field of ['login', 'password', 'code']) {
          expect(errorAt(html, field)).to.equal(field === about ? text : undefined)
        }
      })
    }

    it(`tells ${error.code} on sign-in at the name, where nothing else is asked for`, () => {
      const html = render('sign-in', { ...modelOf('sign-in'), fields: 'name', error })
      expect(errorAt(html, 'login')).to.equal(text)
    })

    it(`tells ${error.code} at the code`, () => {
      expect(errorAt(render('code', { ...modelOf('code'), error }), 'code')).to.equal(text)
      const setup = render('device-setup', { ...modelOf('device-setup'), error })
      expect(errorAt(setup, 'code')).to.equal(text)
    })

    it(`tells ${error.code} at the name of a device`, () => {
      const rename = render('device-rename', { ...modelOf('device-rename'), error })
      expect(errorAt(rename, 'name')).to.equal(text)
      const add = { ...modelOf('device-add'), passwordNeeded: false, error }
      expect(errorAt(render('device-add', add), 'name')).to.equal(text)
    })
  }

  it('tells a wrong password at the password and a taken name at the name', () => {
    const add = { ...modelOf('device-add'), passwordNeeded: true }
    const wrong = render('device-add', { ...add, error: formErrors.password_wrong })
    expect(errorAt(wrong, 'password')).to.equal(told.password_wrong)
    expect(errorAt(wrong, 'name')).to.equal(undefined)
    const taken = render('device-add', { ...add, error: formErrors.name_taken })
    expect(errorAt(taken, 'name')).to.equal(told.name_taken)
    expect(errorAt(taken, 'password')).to.equal(undefined)
  })

  it('never fills in what was typed as a password or a code', () => {
    for (const sample of pageSamples) {
      if (sample.page !== 'sign-in' && sample.page !== 'code') continue
      const html = render(sample.page, sample.model as never)
      for (const [input] of html.matchAll(/<input id="(?:password|code)"[^>]*>/g)) {
        expect(input).to.include('value=""')
      }
    }
  })
})
