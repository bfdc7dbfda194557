import { takesMethod, type Ladder } from '../assurance/index.ts'
import type { AccountId, RecoveryCodeSetId } from '../kernel/ids.ts'
import {
  RECOVERY_CODE,
  type MadeRecoveryCodes,
  type RecoveryCodes,
  type ShownRecoveryCodes,
} from '../methods/recovery-codes/index.ts'
import type { RecoveryCodeSet } from '../people/index.ts'
import type { Acting } from './acting.ts'

/** What codes are given out with. */
export interface CodesPorts {
  /** Absent where the operator keeps none. */
  readonly recoveryCodes?: Pick<RecoveryCodes, 'draft' | 'issue' | 'reveal'>
  readonly ladder: Pick<Ladder, 'classes'>
}

/** Where the operator keeps any and a class takes them. */
const offered = ({ recoveryCodes, ladder }: CodesPorts) =>
  takesMethod(ladder, RECOVERY_CODE.id) ? recoveryCodes : undefined

/** Makes the codes that come with an account's first device; undefined where there are none. */
export function draftCodes(
  ports: CodesPorts,
  accountId: AccountId,
): (() => RecoveryCodeSet) | undefined {
  const recoveryCodes = offered(ports)
  return recoveryCodes && (() => recoveryCodes.draft(accountId))
}

/**
 * Gives an account that has none its codes, where it may have any. Recorded by the one call that makes
 * them; where some stand, those go on.
 */
export const issueCodes = (
  ports: CodesPorts,
  { subject, record, together }: Acting,
): Promise<MadeRecoveryCodes | undefined> =>
  together(async () => {
    const codes = await offered(ports)?.issue(subject)
    if (codes?.made) await record({ type: 'recovery_codes_issued' })
    return codes
  })

/** New codes instead of the set that their owner saw; of several that name it, one makes and records them. */
export const renewCodes = (
  { recoveryCodes }: { readonly recoveryCodes: Pick<RecoveryCodes, 'regenerate'> },
  { subject, record, together }: Acting,
  instead: RecoveryCodeSetId,
): Promise<MadeRecoveryCodes> =>
  together(async () => {
    const codes = await recoveryCodes.regenerate(subject, instead)
    if (codes.made) await record({ type: 'recovery_codes_regenerated' })
    return codes
  })

/**
 * The codes in clear; undefined where there are none.
 *
 * @param fresh the set that was made just now: its first showing is no event of its own
 */
export async function seeCodes(
  { recoveryCodes }: { readonly recoveryCodes: Pick<RecoveryCodes, 'show'> },
  { subject, record }: Acting,
  fresh: string | undefined,
): Promise<ShownRecoveryCodes | undefined> {
  const shown = await recoveryCodes.show(subject)
  if (shown && shown.id !== fresh) await record({ type: 'recovery_codes_seen' })
  return shown
}
