import type { z } from 'zod'
import { Fault } from '../../kernel/faults.ts'
import type {
  AccountId,
  AuthenticatorId,
  RecoveryCodeSetId,
  TrustedBrowserId,
} from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/instant.ts'
import { LANGUAGES } from '../../kernel/languages.ts'
import type { SealedSecret } from '../../kernel/sealing/sealer.ts'
import { present, without } from '../../kernel/typing.ts'
import type { TrustedBrowser } from '../../trust/trusted-browser-store.ts'
import type { Authenticator, TimeStep } from '../authenticator.ts'
import type { EnrollerKey } from '../enroller.ts'
import type { PasswordReset } from '../password-reset-store.ts'
import type { RecoveryCodeSet } from '../recovery-code-store.ts'
import type { AccountDocument, Profile } from './document.ts'
import {
  documentSchema,
  type deviceSchema,
  type DocumentJson,
  type profileSchema,
  type recoveryCodesSchema,
  type sealedSchema,
  type trustedBrowserSchema,
  type waitingSchema,
} from './json-schema.ts'

export const base64Of = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
export const bytesFrom = (base64: string): Uint8Array =>
  new Uint8Array(Buffer.from(base64, 'base64'))

export const documentText = (document: AccountDocument): string => JSON.stringify(jsonOf(document))

/** @throws Fault `store_unavailable` for what this program has not written: never a default that lets somebody through */
export function documentFrom(id: AccountId, text: string): AccountDocument {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw malformed()
  }
  const { success, data } = documentSchema.safeParse(json)
  if (!success) throw malformed()
  return documentOf(id, data)
}

const malformed = (): Fault =>
  new Fault('store_unavailable', 'what is stored is malformed: an account')

export function jsonOf(document: AccountDocument): DocumentJson {
  const { profile, passwordHash, recoveryCodes, emailChange } = document
  const emailChanges: DocumentJson['emailChanges'] = []
  if (emailChange) {
    const { tokenHash, email, expiresAt } = emailChange
    emailChanges.push({ tokenHash: base64Of(tokenHash), undo: false, email, expiresAt })
  }
  for (const { tokenHash, email, verified, expiresAt } of document.emailUndos) {
    const address = present({ email, verified })
    emailChanges.push({ tokenHash: base64Of(tokenHash), undo: true, ...address, expiresAt })
  }
  return {
    ...(profile ? { profile: { ...profile, ...present({ passwordHash }) } } : {}),
    devices: document.authenticators.map(deviceJson),
    ...(document.waiting.length > 0 ? { waiting: document.waiting.map(deviceJson) } : {}),
    ...(recoveryCodes ? { recoveryCodes: recoveryCodesJson(recoveryCodes) } : {}),
    ...(document.passwordResets.length > 0
      ? { passwordResets: document.passwordResets.map(resetJson) }
      : {}),
    ...(emailChanges.length > 0 ? { emailChanges } : {}),
    trustedBrowsers: document.trustedBrowsers.map((browser) => ({
      ...without(browser, 'accountId'),
      secretHash: base64Of(browser.secretHash),
    })),
  }
}

const deviceJson = <One extends Authenticator>(device: One) => ({
  ...without(device, 'accountId'),
  secret: secretJson(device.secret),
})

const secretJson = ({ keyId, bytes }: SealedSecret) => ({ keyId, bytes: base64Of(bytes) })

const recoveryCodesJson = ({ id, secret, count, createdAt, used }: RecoveryCodeSet) => ({
  id,
  secret: secretJson(secret),
  count,
  createdAt,
  used: [...used].toSorted(([a], [b]) => a - b),
})

const resetJson = (reset: PasswordReset) => ({
  ...without(reset, 'accountId'),
  tokenHash: base64Of(reset.tokenHash),
})

/** The document that JSON says. */
export function documentOf(accountId: AccountId, json: DocumentJson): AccountDocument {
  const [changes, undos] = [false, true].map((undo) =>
    (json.emailChanges ?? []).filter((one) => one.undo === undo),
  )
  const [change] = changes ?? []
  return {
    id: accountId,
    ...(json.profile ? profileOf(json.profile) : {}),
    authenticators: json.devices.flatMap((device) => boundOf(accountId, device)),
    waiting: (json.waiting ?? []).map(({ by, wrongCodes = 0, ...device }) => ({
      ...authenticatorOf(accountId, device),
      by: by as EnrollerKey,
      wrongCodes,
    })),
    ...(json.recoveryCodes ? { recoveryCodes: codesOf(accountId, json.recoveryCodes) } : {}),
    passwordResets: (json.passwordResets ?? []).map(({ tokenHash, clientId, expiresAt }) => ({
      tokenHash: bytesFrom(tokenHash),
      accountId,
      ...present({ clientId }),
      expiresAt: expiresAt as Instant,
    })),
    ...(change
      ? {
          emailChange: {
            tokenHash: bytesFrom(change.tokenHash),
            accountId,
            email: change.email ?? '',
            expiresAt: change.expiresAt as Instant,
          },
        }
      : {}),
    emailUndos: (undos ?? []).map(({ tokenHash, email, verified, expiresAt }) => ({
      tokenHash: bytesFrom(tokenHash),
      accountId,
      ...present({ email, verified }),
      expiresAt: expiresAt as Instant,
    })),
    trustedBrowsers: json.trustedBrowsers.map((browser) => browserOf(accountId, browser)),
  }
}

function profileOf({
  passwordHash,
  language: tag,
  ...profile
}: z.output<typeof profileSchema>): Pick<AccountDocument, 'profile' | 'passwordHash'> {
  // A language that is offered no more is no fault: its reader gets another one.
  const language = LANGUAGES.find((one) => one === tag)
  return {
    profile: { ...profile, ...present({ language }) } as Profile,
    ...present({ passwordHash }),
  }
}

type DeviceJson = Omit<z.output<typeof waitingSchema>, 'by' | 'wrongCodes'>

const authenticatorOf = (accountId: AccountId, device: DeviceJson): Authenticator => ({
  id: device.id as AuthenticatorId,
  accountId,
  name: device.name,
  parameters: device.parameters,
  secret: secretOf(device.secret),
  createdAt: device.createdAt as Instant,
  ...present({ nearMiss: device.nearMiss as Authenticator['nearMiss'] }),
})

const secretOf = ({ keyId, bytes }: z.output<typeof sealedSchema>): SealedSecret => ({
  keyId,
  bytes: bytesFrom(bytes),
})

function boundOf(
  accountId: AccountId,
  { confirmedAt, lastUsedAt, lastStep = -1, drift, ...device }: z.output<typeof deviceSchema>,
): AccountDocument['authenticators'] {
  if (confirmedAt === undefined) return []
  const times = {
    confirmedAt: confirmedAt as Instant,
    ...present({ lastUsedAt: lastUsedAt as Instant | undefined, drift }),
  }
  return [{ ...authenticatorOf(accountId, device), ...times, lastStep: lastStep as TimeStep }]
}

const codesOf = (
  accountId: AccountId,
  { id, secret, count, createdAt, used }: z.output<typeof recoveryCodesSchema>,
): RecoveryCodeSet => ({
  id: id as RecoveryCodeSetId,
  accountId,
  secret: secretOf(secret),
  count,
  createdAt: createdAt as Instant,
  used: new Map(used.map(([place, at]) => [place, at as Instant])),
})

const browserOf = (
  accountId: AccountId,
  browser: z.output<typeof trustedBrowserSchema>,
): TrustedBrowser => ({
  id: browser.id as TrustedBrowserId,
  accountId,
  secretHash: bytesFrom(browser.secretHash),
  factors: browser.factors,
  userAgent: browser.userAgent,
  address: browser.address,
  createdAt: browser.createdAt as Instant,
  expiresAt: browser.expiresAt as Instant,
  lastUsedAt: browser.lastUsedAt as Instant,
})
