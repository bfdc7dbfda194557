import { accountStoreConformance } from '../../../src/stores/conformance/account-store-conformance.ts'
import { activityStoreConformance } from '../../../src/stores/conformance/activity-store-conformance.ts'
import { adapterConformance } from '../../../src/stores/conformance/adapter-conformance.ts'
import { artefactIndexConformance } from '../../../src/stores/conformance/artefact-index-conformance.ts'
import { attemptStoreConformance } from '../../../src/stores/conformance/attempt-store-conformance.ts'
import { authenticatorStoreConformance } from '../../../src/stores/conformance/authenticator-store-conformance.ts'
import { codeAttemptConformance } from '../../../src/stores/conformance/code-attempt-conformance.ts'
import { passwordResetStoreConformance } from '../../../src/stores/conformance/password-reset-store-conformance.ts'
import { outboxStoreConformance } from '../../../src/stores/conformance/outbox-store-conformance.ts'
import { recoveryCodeStoreConformance } from '../../../src/stores/conformance/recovery-code-store-conformance.ts'
import { sealedSecretsConformance } from '../../../src/stores/conformance/sealed-secrets-conformance.ts'
import { trustedBrowserStoreConformance } from '../../../src/stores/conformance/trusted-browser-store-conformance.ts'
import type {
  ConformanceProperty,
  OpenTwoHandles,
} from '../../../src/stores/conformance/property.ts'
import type { SqliteStore } from '../../../src/stores/sqlite/open-sqlite-store.ts'
import { openTwoStores } from './temporary-database.ts'

const two =
  <Part>(part: (store: SqliteStore) => Part): OpenTwoHandles<Part> =>
  async () => {
    const { first, second, close } = openTwoStores()
    return { first: part(first), second: part(second), close }
  }

const suites: Record<string, readonly ConformanceProperty[]> = {
  accounts: accountStoreConformance(two(({ accounts }) => accounts)),
  authenticators: authenticatorStoreConformance(two(({ authenticators }) => authenticators)),
  'recovery codes': recoveryCodeStoreConformance(two(({ recoveryCodes }) => recoveryCodes)),
  'password resets': passwordResetStoreConformance(two((store) => store)),
  'trusted browsers': trustedBrowserStoreConformance(two(({ trustedBrowsers }) => trustedBrowsers)),
  attempts: attemptStoreConformance(two(({ attempts }) => attempts)),
  'attempts at codes': codeAttemptConformance(two((store) => store)),
  'the outbox': outboxStoreConformance(two(({ outbox }) => outbox)),
  'the activity': activityStoreConformance(two(({ activity }) => activity)),
  'what is sealed': sealedSecretsConformance(two((store) => store)),
  'the oidc-provider adapter': adapterConformance(two((store) => store)),
  'what an account finds of its own': artefactIndexConformance(two((store) => store)),
}

for (const [name, properties] of Object.entries(suites)) {
  describe(`SQLite: ${name}`, () => {
    for (const property of properties) {
      it(property.name, async () => property.run())
    }
  })
}
