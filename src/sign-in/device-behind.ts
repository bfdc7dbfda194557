import { newestCredential, type Evidence } from '../assurance/index.ts'
import type { Authenticator } from '../people/index.ts'

/** The device whose code was given last, by what its owner calls it. */
export const deviceBehind = (
  proofs: Evidence,
  devices: readonly Authenticator[],
): string | undefined => {
  const credential = newestCredential(proofs)
  return devices.find(({ id }) => id === credential)?.name
}
