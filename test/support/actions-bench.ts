import { strict as assert } from 'node:assert'
import type { EndingSessions } from '../../src/actions/access.ts'
import type { Acting } from '../../src/actions/acting.ts'
import { beginDevice, confirmDevice } from '../../src/actions/devices.ts'
import type { Ladder } from '../../src/assurance/index.ts'
import type { Deed } from '../../src/audit/events.ts'
import type { AccountId } from '../../src/kernel/ids.ts'
import { createLadder } from '../../src/methods/index.ts'
import { codeAt } from '../../src/methods/totp/index.ts'
import { createPasswordHasher } from '../../src/methods/password/password-hasher.ts'
import type { Authenticator } from '../../src/people/index.ts'
import { stepAt } from '../../src/people/authenticator.ts'
import { loadConfiguration } from '../../src/server/config/load-configuration.ts'
import { endingSessions } from '../../src/cli/ending-sessions.ts'
import { createDomain, type Domain } from '../../src/server/domain.ts'
import { openStore } from '../../src/server/open-store.ts'
import type { Store } from '../../src/stores/store.ts'
import { CHEAP } from './counting-hasher.ts'
import { ENROLLER } from './enroller.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { createTestClock, type TestClock } from './test-clock.ts'

export const PASSWORD = 'kvm8Jd2-x'

/** What actions work with, on a real SQLite file, and what they recorded. */
export interface ActionsBench extends Domain {
  readonly store: Store
  readonly sessions: EndingSessions
  readonly ladder: Ladder
  readonly secondFactorRequired: boolean
  readonly time: TestClock
  readonly subject: AccountId
  readonly owner: Acting
  readonly operator: Acting
  /** What was recorded since it was last asked. */
  taken(): readonly Deed[]
  /** A device that signs in. */
  enrol(name: string): Promise<Authenticator>
}

/** For the `describe` that it is called in: one account, with a password and nothing else. */
export function actionsBench(): () => ActionsBench {
  const folder = temporaryFolder()
  let bench: ActionsBench | undefined

  beforeEach(async () => {
    const configuration = loadConfiguration({
      env: { OIDC_STEP_UP_DATA_DIR: folder() },
      profile: 'development',
    })
    const time = createTestClock()
    const store = await openStore(configuration)
    const hasher = createPasswordHasher(CHEAP)
    const domain = createDomain(configuration, store, time.clock, { hasher })
    const created = await domain.accounts.create({ login: 'alice', password: PASSWORD })
    assert.equal(created.outcome, 'created')
    const subject = created.account.id
    let deeds: Deed[] = []
    const as = (actor: Acting['actor']): Acting => ({
      actor,
      subject,
      record: async (deed) => {
        store.afterwards(() => deeds.push(deed))
      },
      together: (work) => store.together(subject, work),
    })
    const parts = { ...domain, ladder: createLadder(), secondFactorRequired: false }
    const owner = as('owner')
    bench = {
      ...parts,
      store,
      sessions: endingSessions({ store, clock: time.clock }),
      time,
      subject,
      owner,
      operator: as('operator'),
      taken() {
        const taken = deeds
        deeds = []
        return taken
      },
      async enrol(name) {
        const begun = await beginDevice(parts, owner, { name, by: ENROLLER })
        assert.equal(begun.outcome, 'begun')
        const pending = await domain.authenticators.pending(subject, ENROLLER)
        assert.ok(pending)
        const { parameters } = pending.authenticator
        const code = codeAt(pending.secret, stepAt(time.now(), parameters.period), parameters)
        const input = { authenticator: begun.id, by: ENROLLER, code }
        assert.equal((await confirmDevice(parts, owner, input)).outcome, 'confirmed')
        time.advance(60)
        const devices = await domain.authenticators.confirmed(subject)
        const device = devices.find(({ id }) => id === begun.id)
        assert.ok(device)
        return device
      },
    }
  })
  afterEach(() => bench?.store.close())

  return () => {
    assert.ok(bench, 'there is no bench outside a test')
    return bench
  }
}
