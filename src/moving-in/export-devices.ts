import type { Acting } from '../actions/acting.ts'
import type { AccountId } from '../kernel/ids.ts'
import type { Sealer } from '../kernel/sealing/sealer.ts'
import { exactKeyUri } from '../methods/totp/index.ts'
import {
  nameKey,
  type Account,
  type AccountStore,
  type AuthenticatorStore,
} from '../people/index.ts'

export interface ExportingDevices {
  readonly accounts: Pick<AccountStore, 'list'>
  readonly authenticators: Pick<AuthenticatorStore, 'list'>
  readonly sealer: Sealer
  /** What the URIs say the devices are for. */
  readonly issuer: string
  /** Whose device it is is told in the trail, and by mail, with the reason. */
  readonly actingOn: (id: AccountId) => Acting
  readonly reason: string
}

export interface ExportedDevices {
  /** A key URI on each line, with the name of its device on the line before. */
  readonly text: string
  readonly accounts: number
  readonly devices: number
}

const PAGE = 500

/**
 * All devices with their keys, for leaving. Every key is opened before anything is told, and every owner is told before a
 * key is handed out.
 *
 * @throws Fault `secret_unreadable` without the sealing keys; `store_unavailable`
 */
export async function exportDevices(parts: ExportingDevices): Promise<ExportedDevices> {
  const owners: { readonly id: AccountId; readonly lines: readonly string[] }[] = []
  for await (const account of accountsIn(parts.accounts)) {
    const lines = await linesOf(account, parts)
    if (lines.length > 0) owners.push({ id: account.id, lines })
  }
  const { reason } = parts
  for (const { id } of owners) {
    const { record, together } = parts.actingOn(id)
    await together(() => record({ type: 'device_secrets_exported', reason }))
  }
  const lines = owners.flatMap((owner) => owner.lines)
  return {
    text: lines.map((line) => `${line}\n`).join(''),
    accounts: owners.length,
    devices: lines.length / 2,
  }
}

async function* accountsIn(accounts: Pick<AccountStore, 'list'>): AsyncGenerator<Account> {
  for (let after: string | undefined; ;) {
    const page = await accounts.list(after, PAGE)
    yield* page
    const last = page.at(-1)
    if (!last || page.length < PAGE) return
    after = nameKey(last.login)
  }
}

const linesOf = async (
  { id, login }: Account,
  { authenticators, sealer, issuer }: ExportingDevices,
): Promise<readonly string[]> =>
  (await authenticators.list(id)).flatMap((device) => {
    const context = { purpose: 'authenticator', accountId: id, id: device.id } as const
    const secret = sealer.open(device.secret, context)
    return [`# ${device.name}`, exactKeyUri(secret, issuer, login, device.parameters)]
  })
