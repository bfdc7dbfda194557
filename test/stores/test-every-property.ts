import { accountEnrolmentConformance } from '../../src/stores/conformance/account-enrolment-conformance.ts'
import { accountLeavingConformance } from '../../src/stores/conformance/account-leaving-conformance.ts'
import { accountRemovalConformance } from '../../src/stores/conformance/account-removal-conformance.ts'
import { accountStoreConformance } from '../../src/stores/conformance/account-store-conformance.ts'
import { activityStoreConformance } from '../../src/stores/conformance/activity-store-conformance.ts'
import { adapterConformance } from '../../src/stores/conformance/adapter-conformance.ts'
import { artefactIndexConformance } from '../../src/stores/conformance/artefact-index-conformance.ts'
import { attemptStoreConformance } from '../../src/stores/conformance/attempt-store-conformance.ts'
import { authenticatorStoreConformance } from '../../src/stores/conformance/authenticator-store-conformance.ts'
import { clientStoreConformance } from '../../src/stores/conformance/client-store-conformance.ts'
import { codeAttemptConformance } from '../../src/stores/conformance/code-attempt-conformance.ts'
import { emailChangeStoreConformance } from '../../src/stores/conformance/email-change-store-conformance.ts'
import { graceConformance } from '../../src/stores/conformance/grace-conformance.ts'
import { limitsConformance } from '../../src/stores/conformance/limits-conformance.ts'
import { logoutOutboxConformance } from '../../src/stores/conformance/logout-outbox-conformance.ts'
import { outboxStoreConformance } from '../../src/stores/conformance/outbox-store-conformance.ts'
import { passwordResetStoreConformance } from '../../src/stores/conformance/password-reset-store-conformance.ts'
import type { ConformanceProperty, OpenTwoHandles } from '../../src/stores/conformance/property.ts'
import { recoveryCodeStoreConformance } from '../../src/stores/conformance/recovery-code-store-conformance.ts'
import { sealedSecretsConformance } from '../../src/stores/conformance/sealed-secrets-conformance.ts'
import { trustedBrowserStoreConformance } from '../../src/stores/conformance/trusted-browser-store-conformance.ts'
import type { Store } from '../../src/stores/store.ts'

/** What every store promises, by what it is about; for the `describe` that it is called in. */
export function testEveryProperty(
  open: OpenTwoHandles<Store>,
  isWanted: (property: ConformanceProperty) => boolean = () => true,
): void {
  const two =
    <Part>(part: (store: Store) => Part): OpenTwoHandles<Part> =>
    async () => {
      const { first, second, close } = await open()
      return { first: part(first), second: part(second), close }
    }
  const suites: Readonly<Record<string, readonly ConformanceProperty[]>> = {
    accounts: accountStoreConformance(two(({ accounts }) => accounts)),
    authenticators: authenticatorStoreConformance(two(({ authenticators }) => authenticators)),
    attempts: attemptStoreConformance(two(({ attempts }) => attempts)),
    'attempts at codes': codeAttemptConformance(two((store) => store)),
    'recovery codes': recoveryCodeStoreConformance(two(({ recoveryCodes }) => recoveryCodes)),
    'accounts that are enrolled': accountEnrolmentConformance(two((store) => store)),
    'accounts that leave': accountLeavingConformance(two(({ accounts }) => accounts)),
    'accounts that are removed': accountRemovalConformance(two((store) => store)),
    'password resets': passwordResetStoreConformance(two((store) => store)),
    'changes of addresses': emailChangeStoreConformance(two((store) => store)),
    'trusted browsers': trustedBrowserStoreConformance(two((store) => store.trustedBrowsers)),
    'the outbox': outboxStoreConformance(two(({ outbox }) => outbox)),
    'the outbox of logout notices': logoutOutboxConformance(two(({ logouts }) => logouts)),
    'the activity': activityStoreConformance(two(({ activity }) => activity)),
    'what is sealed': sealedSecretsConformance(two((store) => store)),
    clients: clientStoreConformance(two((store) => store)),
    'the oidc-provider adapter': adapterConformance(two((store) => store)),
    'what may be consumed again': graceConformance(two((store) => store)),
    'artefacts by account': artefactIndexConformance(two((store) => store)),
    'what strangers and one account may have': limitsConformance(two((store) => store)),
  }
  for (const [part, properties] of Object.entries(suites)) {
    describe(part, () => {
      for (const property of properties) {
        if (isWanted(property)) it(property.name, () => property.run())
      }
    })
  }
}
