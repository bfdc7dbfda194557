import { artefactIndexConformance } from '../../src/stores/conformance/artefact-index-conformance.ts'
import { accountStoreConformance } from '../../src/stores/conformance/account-store-conformance.ts'
import { activityStoreConformance } from '../../src/stores/conformance/activity-store-conformance.ts'
import { adapterConformance } from '../../src/stores/conformance/adapter-conformance.ts'
import { attemptStoreConformance } from '../../src/stores/conformance/attempt-store-conformance.ts'
import { authenticatorStoreConformance } from '../../src/stores/conformance/authenticator-store-conformance.ts'
import { codeAttemptConformance } from '../../src/stores/conformance/code-attempt-conformance.ts'
import { outboxStoreConformance } from '../../src/stores/conformance/outbox-store-conformance.ts'
import { passwordResetStoreConformance } from '../../src/stores/conformance/password-reset-store-conformance.ts'
import type { OpenTwoHandles } from '../../src/stores/conformance/property.ts'
import { recoveryCodeStoreConformance } from '../../src/stores/conformance/recovery-code-store-conformance.ts'
import { trustedBrowserStoreConformance } from '../../src/stores/conformance/trusted-browser-store-conformance.ts'
import type { Store } from '../../src/stores/store.ts'
import { startRedisCluster } from '../support/redis-cluster.ts'
import { startRedis, type RedisServer } from '../support/redis-server.ts'
import type { StorePlace } from '../support/store-program.ts'
import { startStoreProcesses, type StoreProcesses } from '../support/store-processes.ts'
import { createTemporaryDatabase } from './sqlite/temporary-database.ts'

/** What many do at once, or overlaps: by these words the names of such properties are known. */
const AT_ONCE = /concurrent|at once|overlap|slow|exactly one/

interface Places {
  /** A new and empty one, and what is left to do when it is not needed any more. */
  next(): Promise<{ place: StorePlace; onClose: () => void }>
  close(): Promise<void>
}

const PLACES: Readonly<Record<string, () => Promise<Places>>> = {
  'SQLite file': async () => ({
    async next() {
      const { path, remove } = createTemporaryDatabase()
      return { place: { kind: 'sqlite', path }, onClose: remove }
    },
    close: async () => {},
  }),
  Redis: () => onRedis(startRedis()),
  'Redis Cluster of three': () => onRedis(startRedisCluster()),
}

async function onRedis(
  starting: Promise<Pick<RedisServer, 'url' | 'empty' | 'close'>>,
): Promise<Places> {
  const redis = await starting
  return {
    async next() {
      await redis.empty()
      return { place: { kind: 'redis', url: redis.url }, onClose: () => {} }
    },
    close: () => redis.close(),
  }
}

for (const [name, start] of Object.entries(PLACES))
  describe(`four processes on one ${name}`, () => {
    let places: Places
    let processes: StoreProcesses
    before(async () => {
      places = await start()
      processes = await startStoreProcesses()
    })
    after(async () => {
      await processes.close()
      await places.close()
    })

    const two =
      <Part>(part: (store: Store) => Part): OpenTwoHandles<Part> =>
      async () => {
        const { place, onClose } = await places.next()
        const { first, second, close } = await processes.handles(place, onClose)
        return { first: part(first), second: part(second), close }
      }

    const suites = {
      accounts: accountStoreConformance(two(({ accounts }) => accounts)),
      authenticators: authenticatorStoreConformance(two(({ authenticators }) => authenticators)),
      attempts: attemptStoreConformance(two(({ attempts }) => attempts)),
      'attempts at codes': codeAttemptConformance(two((store) => store)),
      'recovery codes': recoveryCodeStoreConformance(two(({ recoveryCodes }) => recoveryCodes)),
      'password resets': passwordResetStoreConformance(two((store) => store)),
      'trusted browsers': trustedBrowserStoreConformance(two((store) => store.trustedBrowsers)),
      'the outbox': outboxStoreConformance(two(({ outbox }) => outbox)),
      'the activity': activityStoreConformance(two(({ activity }) => activity)),
      'the oidc-provider adapter': adapterConformance(two((store) => store)),
      'artefacts by account': artefactIndexConformance(two((store) => store)),
    }
    for (const [part, properties] of Object.entries(suites)) {
      describe(part, () => {
        for (const property of properties) {
          if (AT_ONCE.test(property.name)) it(property.name, () => property.run())
        }
      })
    }
  })
