import type { AuthenticatorId } from '../kernel/ids.ts'
import type { MadeRecoveryCodes } from '../methods/recovery-codes/index.ts'
import type { Authenticators, Begun } from '../methods/totp/index.ts'
import {
  parseDeviceName,
  type Authenticator,
  type Confirmation,
  type Enroller,
  type Enrolment,
  type Renaming,
  type SpareRemoval,
} from '../people/index.ts'
import type { Acting } from './acting.ts'
import { draftCodes, type CodesPorts } from './recovery-codes.ts'

interface Ports<Name extends keyof Authenticators> {
  readonly authenticators: Pick<Authenticators, Name>
}

type Device = Pick<Authenticator, 'id' | 'name' | 'confirmedAt'>

/** Begins a device that waits for its first code. */
export const beginDevice = (
  { authenticators }: Ports<'begin'>,
  { subject, record, together }: Acting,
  { name, by }: { readonly name: string; readonly by: Enroller },
): Promise<Enrolment> =>
  together(async () => {
    const enrolment = await authenticators.begin(subject, name, by)
    if (enrolment.outcome === 'begun') {
      const known = parseDeviceName(name) ?? name
      await record({ type: 'device_begun', authenticator: enrolment.id, name: known })
    }
    return enrolment
  })

/** Begins a device again that waits for its first code, with the standard settings; undefined where none waits. */
export const beginStandardDevice = (
  { authenticators }: Ports<'beginStandard'>,
  { subject, record, together }: Acting,
  by: Enroller,
): Promise<Begun | undefined> =>
  together(async () => {
    const begun = await authenticators.beginStandard(subject, by)
    if (begun?.enrolment.outcome === 'begun') {
      const { name, enrolment } = begun
      await record({ type: 'device_begun', authenticator: enrolment.id, name })
    }
    return begun
  })

/** What a device is confirmed by. */
export interface FirstCodeInput {
  readonly authenticator: AuthenticatorId
  readonly by: Enroller
  readonly code: string
}

/** What came of a first code. */
export type Confirmed =
  | Exclude<Confirmation, { readonly outcome: 'confirmed' }>
  | {
      readonly outcome: 'confirmed'
      readonly authenticator: AuthenticatorId
      readonly name: string
      /** Those that came with it. */
      readonly codes: MadeRecoveryCodes | undefined
    }

/**
 * Confirms a device. The first one of an account brings its recovery codes with it: a device without them
 * would be all that its owner has.
 */
export const confirmDevice = (
  ports: Ports<'confirm'> & CodesPorts,
  { subject, record, together }: Acting,
  { authenticator, by, code }: FirstCodeInput,
): Promise<Confirmed> =>
  together(async () => {
    const draft = draftCodes(ports, subject)
    const result = await ports.authenticators.confirm(subject, authenticator, code, by, draft)
    if (result.outcome === 'rejected' || result.outcome === 'given_up') {
      await record({ type: 'device_code_rejected', outcome: 'mismatch', authenticator })
    }
    if (result.outcome !== 'confirmed') return result
    const { name, recoveryCodes } = result
    await record({ type: 'device_confirmed', authenticator, name })
    const codes = recoveryCodes && ports.recoveryCodes?.reveal(recoveryCodes)
    if (codes) await record({ type: 'recovery_codes_issued' })
    return { outcome: 'confirmed', authenticator, name, codes: codes && { ...codes, made: true } }
  })

/** What became of another name; it is given as it is kept. */
export type Renamed =
  | Exclude<Renaming, { readonly outcome: 'renamed' }>
  | { readonly outcome: 'renamed'; readonly name: string }

export const renameDevice = (
  { authenticators }: Ports<'rename'>,
  { subject, record, together }: Acting,
  authenticator: AuthenticatorId,
  typed: string,
): Promise<Renamed> =>
  together(async () => {
    const result = await authenticators.rename(subject, authenticator, typed)
    if (result.outcome !== 'renamed') return result
    const name = parseDeviceName(typed) ?? typed
    await record({ type: 'device_renamed', authenticator, name })
    return { outcome: 'renamed', name }
  })

/**
 * Removes a device that the account can do without; the last one says so and stays. One that waits for its first code never
 * was one of the account's: nothing has changed that would have to be recorded.
 *
 * @param by whoever sets up what waits
 */
export async function removeDevice(
  { authenticators }: Ports<'removeSpare' | 'abandon'>,
  acting: Acting,
  device: Device,
  by: Enroller,
): Promise<SpareRemoval> {
  if (device.confirmedAt !== undefined) return removeSpare({ authenticators }, acting, device)
  return (await authenticators.abandon(acting.subject, device.id, by)) ? 'removed' : 'not_found'
}

/** The same for one that has signed in. */
export const removeSpare = (
  { authenticators }: Ports<'removeSpare'>,
  acting: Acting,
  device: Device,
): Promise<SpareRemoval> =>
  acting.together(async () => {
    const result = await authenticators.removeSpare(acting.subject, device.id)
    if (result === 'removed') await recordRemoval(acting, device)
    return result
  })

/** It is gone, whatever took it away. */
export const recordRemoval = ({ record }: Acting, { id, name }: Device): Promise<void> =>
  record({ type: 'device_removed', authenticator: id, name })
