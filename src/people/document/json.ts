import type { z } from 'zod'
import { Fault } from '../../kernel/faults.ts'
import type { AccountId } from '../../kernel/ids.ts'
import { LANGUAGES } from '../../kernel/languages.ts'
import type { SealedSecret } from '../../kernel/sealing/sealer.ts'
import { present, without } from '../../kernel/typing.ts'
import type { Authenticator } from '../authenticator.ts'
import type { RecoveryCodeSet } from '../recovery-code-store.ts'
import type { AccountDocument, Profile } from './document.ts'
import {
  documentSchema,
  type DocumentJson,
  type profileSchema,
  type sealedSchema,
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
  const { passwordHash, recoveryCodes, emailChange, assigned, imported, further } = document
  const profile = document.profile && {
    ...present({ language: document.otherLanguage }),
    ...document.profile,
  }
  const { authenticators, waiting, passwordResets, emailUndos, trustedBrowsers } = document
  const emailChanges = [
    ...(emailChange ? [{ ...linkJson(emailChange), undo: false }] : []),
    ...emailUndos.map((one) => ({ ...linkJson(one), undo: true })),
  ]
  return {
    ...further,
    ...(profile ? { profile: { ...profile, ...present({ passwordHash }) } } : {}),
    devices: authenticators.map(deviceJson),
    ...(assigned ? { assigned: assigned.map(deviceJson) } : {}),
    ...(imported ? { imported: [...imported] } : {}),
    ...(waiting.length > 0 ? { waiting: waiting.map(deviceJson) } : {}),
    ...(recoveryCodes ? { recoveryCodes: recoveryCodesJson(recoveryCodes) } : {}),
    ...(passwordResets.length > 0 ? { passwordResets: passwordResets.map(linkJson) } : {}),
    ...(emailChanges.length > 0 ? { emailChanges } : {}),
    trustedBrowsers: trustedBrowsers.map((browser) => ({
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

const recoveryCodesJson = (set: RecoveryCodeSet) => ({
  ...without(set, 'accountId'),
  secret: secretJson(set.secret),
  used: [...set.used].toSorted(([a], [b]) => a - b),
})

const linkJson = <One extends { readonly tokenHash: Uint8Array; readonly accountId: AccountId }>(
  link: One,
) => ({ ...without(link, 'accountId'), tokenHash: base64Of(link.tokenHash) })

/** The document that JSON says; what this program does not know stays where it stands. */
export function documentOf(accountId: AccountId, json: DocumentJson): AccountDocument {
  const { profile, recoveryCodes, devices, waiting = [], trustedBrowsers, ...others } = json
  const { passwordResets = [], emailChanges = [], assigned, imported, ...further } = others
  const linkOf = <Link extends { readonly tokenHash: string }>(link: Link) => ({
    ...link,
    accountId,
    tokenHash: bytesFrom(link.tokenHash),
  })
  const authenticatorOf = <Device extends { readonly secret: SealedJson }>(device: Device) => ({
    ...device,
    accountId,
    secret: secretOf(device.secret),
  })
  const addressesOf = (undo: boolean) =>
    emailChanges.filter((one) => one.undo === undo).map((one) => without(linkOf(one), 'undo'))
  const [emailChange] = addressesOf(false)
  // Texts are ids and numbers instants by what their schema says of them: the types alone do not know.
  return {
    id: accountId,
    ...(profile ? profileOf(profile) : {}),
    authenticators: devices
      .filter(({ confirmedAt }) => confirmedAt !== undefined)
      .map((device) => ({ ...authenticatorOf(device), lastStep: device.lastStep ?? -1 })),
    ...(assigned ? { assigned: assigned.map(authenticatorOf) } : {}),
    waiting: waiting.map((device) => ({
      ...authenticatorOf(device),
      wrongCodes: device.wrongCodes ?? 0,
    })),
    ...present({ imported }),
    ...(recoveryCodes
      ? { recoveryCodes: { ...authenticatorOf(recoveryCodes), used: new Map(recoveryCodes.used) } }
      : {}),
    passwordResets: passwordResets.map(linkOf),
    ...(emailChange ? { emailChange } : {}),
    emailUndos: addressesOf(true),
    trustedBrowsers: trustedBrowsers.map((browser) => ({
      ...browser,
      accountId,
      secretHash: bytesFrom(browser.secretHash),
    })),
    ...(Object.keys(further).length > 0 ? { further } : {}),
  } as unknown as AccountDocument
}

type SealedJson = z.output<typeof sealedSchema>

const secretOf = ({ keyId, bytes }: SealedJson): SealedSecret => ({
  keyId,
  bytes: bytesFrom(bytes),
})

function profileOf({
  passwordHash,
  language: tag,
  ...profile
}: z.output<typeof profileSchema>): Pick<
  AccountDocument,
  'profile' | 'otherLanguage' | 'passwordHash'
> {
  // A language that is not offered, any more or yet, is no fault: its reader gets another one.
  const language = LANGUAGES.find((one) => one === tag)
  return {
    profile: { ...profile, ...present({ language }) } as Profile,
    ...(language === undefined ? present({ otherLanguage: tag }) : {}),
    ...present({ passwordHash }),
  }
}
