import type { Page, PageForm } from '../support/browser.ts'
import { codesOn, keyOn } from '../support/person.ts'
import { keepSecret } from '../support/secrets-in-logs.ts'
import { codeOf, type HeldDevice, type Owner, type Window } from './people.ts'
import type { Random } from './random.ts'

/** What was written into a form, and what of it is right. */
export interface Filled {
  readonly fields: Readonly<Record<string, string>>
  /** Whose password it is, if it is one. */
  readonly passwordOf?: Owner
  readonly newPassword?: string
  /** A code that is right now, with the time step. */
  readonly code?: { readonly device: HeldDevice; readonly step: number }
  readonly recoveryCode?: { readonly code: string; readonly set: string }
  /** The key on the page of a device that is being set up. */
  readonly setUp?: HeldDevice
}

interface Hand {
  readonly random: Random
  readonly window: Window
  readonly owners: readonly Owner[]
  readonly now: number
}

/** The names of what a person can write into, by the form's whole HTML. */
function fieldsOf(page: Page, form: PageForm): string[] {
  const inputs = htmlOf(page, form).matchAll(/<input(?![^>]*type="hidden")[^>]*\bname="([^"]+)"/g)
  return [...inputs].map(([, name = '']) => name)
}

/** The buttons of a form that send something themselves. */
function buttonsOf(page: Page, form: PageForm): [name: string, value: string][] {
  return [...htmlOf(page, form).matchAll(/<button[^>]*\bname="([^"]+)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, value],
  )
}

function htmlOf(page: Page, { action }: PageForm): string {
  const start = page.html.indexOf(`action="${action.replaceAll('&', '&amp;')}"`)
  return page.html.slice(start, page.html.indexOf('</form>', start))
}

/** Mostly what is right, now and then something else. */
export function fill(hand: Hand, page: Page, form: PageForm): Filled {
  const filled: Record<string, string> = {}
  let facts: Omit<Filled, 'fields'> = {}
  for (const name of fieldsOf(page, form)) {
    const write = FIELDS[name]
    // What is left is boxes to tick.
    if (!write && hand.random.chance(0.5)) continue
    const one = write?.(hand, page, facts) ?? { value: TICKED[name] ?? 'yes' }
    const { value, ...further } = one
    filled[name] = value
    facts = { ...facts, ...further }
  }
  const buttons = buttonsOf(page, form)
  if (buttons.length > 0) {
    const [name, value] = hand.random.pick(buttons)
    filled[name] = value
  }
  return { fields: filled, ...facts }
}

/** What a box stands for, where it is not "yes". */
const TICKED: Readonly<Record<string, string>> = { sessions: 'end', language: 'de' }

type Written = { readonly value: string } & Omit<Filled, 'fields'>
type Write = (hand: Hand, page: Page, facts: Omit<Filled, 'fields'>) => Written

const FIELDS: Readonly<Record<string, Write>> = {
  login: ({ random, window, owners }) => ({
    value: random.chance(0.9) ? window.owner.login : random.pick(owners).login,
  }),
  password: ({ random, window }) => {
    if (random.chance(0.9)) return { value: window.owner.password, passwordOf: window.owner }
    return { value: random.pick(['', 'wrong horse', ...window.owner.former]) }
  },
  new_password: ({ random }) => {
    if (random.chance(0.2)) return { value: 'short' }
    const newPassword = keepSecret(`another battery staple ${random.integer(1e9)}`)
    return { value: newPassword, newPassword }
  },
  code: writeCode,
  recovery_code: writeRecoveryCode,
  name: ({ window }) => ({ value: `Device ${(window.named += 1)}` }),
}

function writeCode(hand: Hand, page: Page): Written {
  const { random, window, now } = hand
  const key = keyOn(page)
  if (key !== '') {
    const setUp: HeldDevice = { key }
    if (random.chance(0.1)) return { value: '000000' }
    return { value: codeOf(setUp, now).code, setUp }
  }
  const { devices, codes } = window.owner
  if (devices.length === 0 || random.chance(0.05)) {
    return codes.length > 0 && random.chance(0.8)
      ? writeRecoveryCode(hand)
      : { value: random.pick(['123456', 'no code', '']) }
  }
  const device = random.pick(devices)
  const { step, code } = codeOf(device, now, random.pick([0, 0, 0, 0, -1, 1, -5]))
  return { value: code, code: { device, step } }
}

function writeRecoveryCode({ random, window }: Hand): Written {
  const { codes } = window.owner
  if (codes.length === 0 || random.chance(0.1)) return { value: 'aaaa-bbbb-cccc-dddd' }
  const recoveryCode = random.pick(codes)
  return { value: recoveryCode.code, recoveryCode }
}

/** Recovery codes that a page has just shown. */
export const codesShown = (page: Page): string[] => codesOn(page)
