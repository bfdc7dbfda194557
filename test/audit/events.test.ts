import { strict as assert } from 'node:assert'
import { globSync, readFileSync } from 'node:fs'
import { COUNTERS } from '../../src/audit/counters.ts'
import type { Happening } from '../../src/audit/events.ts'
import { lineOf, readActivity, withoutOrigin, writeActivity } from '../../src/audit/history.ts'
import { recordOf, ROWS, type AuditRecord } from '../../src/audit/record.ts'
import { LANGUAGES } from '../../src/kernel/languages.ts'
import { createAccountId } from '../../src/kernel/ids.ts'
import type { Instant } from '../../src/kernel/instant.ts'
import { catalogues, say } from '../../src/views/texts.ts'
import { EVENT_TYPES, eventsOf } from '../support/every-event.ts'

/** Names of events that are those of methods, or of fields of a form, as well. */
const SHARED = ['password', 'code', 'recovery_code', 'declined']

/** Where something is chosen by the type of an event, though it is no part of what is made of each. */
const CHOOSING: Readonly<Record<string, string>> = {
  'src/cli/account-sheet.ts': 'when somebody last signed in',
}

const every = EVENT_TYPES.flatMap(eventsOf)
const isSaid = (text: string): boolean =>
  text !== '' && !/undefined|NaN|\[object|Invalid Date/.test(text)

describe('an event', () => {
  it('is a row and its words: no other source chooses by its type', () => {
    const types = EVENT_TYPES.filter((type) => !SHARED.includes(type)).join('|')
    const choice = new RegExp(`\\bcase '(?:${types})'|\\btype [!=]== '(?:${types})'`)
    const found = globSync('src/**/*.ts').filter((file) => choice.test(readFileSync(file, 'utf8')))
    assert.deepEqual(found, Object.keys(CHOOSING))
  })

  for (const type of EVENT_TYPES) {
    const events = eventsOf(type)

    it(`of ${type} is said in every language, in the history and by mail`, () => {
      for (const tag of LANGUAGES) {
        const { activity, mail, formats } = catalogues[tag]
        for (const event of events) {
          const fact = lineOf(event)?.fact
          if (fact) assert.ok(isSaid(say(activity.facts[fact.code], fact)), `${tag} ${fact.code}`)
          const draft = ROWS[type].mail?.(event)
          if (!draft) continue
          const until = 'until' in draft ? { until: formats.dateTime(new Date(draft.until)) } : {}
          const { subject, told } = mail.kinds[draft.kind]
          const texts = told.map((text) => say(text, { ...draft, ...until }))
          assert.ok(isSaid(subject) && isSaid(texts.join('')), `${tag} ${draft.kind}`)
        }
      }
    })

    it(`of ${type} is read in the history as it happened, without ids that tell an owner nothing`, () => {
      for (const event of events) {
        const entry = writeActivity(event)
        const activity = readActivity(entry)
        assert.ok(activity)
        assert.deepEqual(lineOf(activity)?.fact.code, lineOf(event)?.fact.code)
        const { kept } = ROWS[type]
        const told = Object.keys(event).filter((name) => name in kept || name === 'origin')
        assert.deepEqual(Object.keys(activity).toSorted(), ['type', ...told].toSorted())
        assert.ok(!withoutOrigin(entry).includes('192.0.2.7'))
      }
    })
  }

  it('moves counters that there are, by labels that they have; and each counter is moved by one', () => {
    const moved = every.flatMap((event) => ROWS[event.type].counts?.(event) ?? [])
    for (const { name, labels } of moved) {
      assert.deepEqual(
        Object.keys(labels).toSorted(),
        Object.keys(COUNTERS[name].labels).toSorted(),
      )
    }
    const { events: _events, ...others } = COUNTERS
    assert.deepEqual(
      [...new Set(moved.map(({ name }) => name))].toSorted(),
      Object.keys(others).toSorted(),
    )
  })
})

describe('the record of an event', () => {
  const at = Date.UTC(2047, 10, 21) as Instant
  const accountId = createAccountId()
  const origin = { address: '192.0.2.7', userAgent: 'Firefox' }
  const told = (event: Happening): Pick<AuditRecord, 'actor' | 'outcome'> => {
    const { actor, outcome, subject, action, at: when } = recordOf(event, at)
    assert.deepEqual([subject, action, when], [event.accountId, event.type, at])
    return { actor, outcome }
  }

  it('says that its owner did what was done in their session', () => {
    const type = 'recovery_codes_seen'
    assert.deepEqual(told({ type, accountId, origin }), { actor: 'owner', outcome: 'succeeded' })
  })

  it('says that an operator did what came from no browser, and what the server does by itself', () => {
    const type = 'sessions_ended'
    assert.deepEqual(told({ type: 'account_disabled', accountId }), {
      actor: 'operator',
      outcome: 'succeeded',
    })
    assert.equal(told({ type, accountId, count: 2, because: 'administrator' }).actor, 'operator')
    assert.equal(told({ type, accountId, count: 2, because: 'too_many', origin }).actor, 'system')
    assert.equal(told({ type: 'account_removed', accountId, by: 'owner' }).actor, 'owner')
    assert.equal(
      told({ type: 'account_removed', accountId, by: 'administrator' }).actor,
      'operator',
    )
  })

  it('says that it may have been anyone where nothing was proved', () => {
    const wrong = { type: 'password', outcome: 'rejected', origin } as const
    assert.deepEqual(told(wrong), { actor: 'anyone', outcome: 'failed' })
    assert.deepEqual(told({ ...wrong, accountId, outcome: 'throttled' }), {
      actor: 'anyone',
      outcome: 'refused',
    })
    assert.deepEqual(told({ type: 'password_reset_asked', accountId, origin }), {
      actor: 'anyone',
      outcome: 'succeeded',
    })
  })
})
