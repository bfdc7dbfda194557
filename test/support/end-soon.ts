import { setTimeout } from 'node:timers/promises'

/** What of oidc-provider's ends by itself. */
interface Ending {
  exp?: number | undefined
  save(): Promise<string>
}

/** Waits until something is over that would have lived for longer: the library goes by the wall clock. */
export async function endSoon(something: Ending): Promise<void> {
  something.exp = Math.floor(Date.now() / 1000) + 1
  await something.save()
  await setTimeout(1100)
}
