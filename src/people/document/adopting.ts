import { nameKey } from '../../kernel/typed.ts'
import type { AdoptedDevice, Adopting, Adoption, DeviceAdopting } from '../adoption-store.ts'
import { LONGEST_DEVICE_NAME, lookAlike } from '../device-name.ts'
import type { AccountDocument, BoundAuthenticator, Changed } from './document.ts'
import { add } from './profiles.ts'

/** Marks of an account; far more devices than are ever adopted for one. */
export const MOST_MARKS = 100

/** The intention of `AdoptionStore`, with what that says of it. */
export function adopt(document: AccountDocument, adoption: Adoption): Changed<Adopting> {
  const { account, mayAdd, passwordHash, limit } = adoption
  const isAdded = document.profile === undefined
  if (isAdded && !mayAdd) return { result: { outcome: 'not_found' } }
  const found = isAdded ? (add(document, account, undefined).document ?? document) : document
  const password = passwordHash === undefined ? undefined : passwordOutcome(found, passwordHash)
  const secured: AccountDocument =
    passwordHash !== undefined && password === 'set' ? { ...found, passwordHash } : found
  const [adopted, devices] = adoptDevices(secured, adoption.devices, limit)
  return {
    result: { outcome: 'adopted', added: isAdded, password, devices },
    ...(adopted === document ? {} : { document: adopted }),
  }
}

function passwordOutcome({ passwordHash }: AccountDocument, offered: string) {
  if (passwordHash === undefined) return 'set'
  return passwordHash === offered ? 'same' : 'kept'
}

function adoptDevices(
  document: AccountDocument,
  devices: readonly AdoptedDevice[],
  limit: number,
): readonly [AccountDocument, readonly DeviceAdopting[]] {
  let current = document
  const outcomes = devices.map((device): DeviceAdopting => {
    const { authenticators, imported = [] } = current
    if (imported.includes(device.mark)) return { outcome: 'known' }
    if (authenticators.length >= limit) return { outcome: 'limit_reached' }
    const names = authenticators.map(({ name }) => name)
    const name = freeName(device.authenticator.name, names)
    const bound: BoundAuthenticator = {
      ...device.authenticator,
      name,
      confirmedAt: device.authenticator.createdAt,
      importedAt: device.authenticator.createdAt,
      lastStep: device.lastStep,
    }
    current = {
      ...current,
      authenticators: [...authenticators, bound].toSorted((a, b) => a.createdAt - b.createdAt),
      // What was begun with the password alone must not stand beside the first one.
      waiting: authenticators.length === 0 ? [] : current.waiting,
      imported: [...imported, device.mark].slice(-MOST_MARKS),
    }
    return { outcome: 'adopted', id: bound.id, name }
  })
  return [current, outcomes]
}

/** With a number, where another has the name or one that looks like it. */
function freeName(name: string, others: readonly string[]): string {
  const isFree = (one: string): boolean =>
    !others.some((other) => nameKey(other) === nameKey(one)) && lookAlike(one, others) === undefined
  for (let number = 2, free = name; ; number += 1) {
    if (isFree(free)) return free
    const end = ` ${number}`
    const room = LONGEST_DEVICE_NAME - end.length
    free = `${Array.from(name).slice(0, room).join('')}${end}`
  }
}
