import { FORGOT_PATH, RESET_PATH, UNDO_EMAIL_PATH } from '../sign-in/passwords/routes.ts'

/**
 * Where everything is, as browsers see it: paths from the root of the issuer's host. Made here alone, because
 * an address that is put together somewhere else leads out of an issuer with a path.
 */
export interface Addresses {
  /** The issuer's path: what stands before every address; '' where the issuer has a host of its own. */
  readonly base: string
  readonly home: string
  readonly metadata: string
  readonly assets: string
  /** A short address to give to people. */
  readonly signOut: string
  /** Where the pages of interactions are. */
  readonly interaction: string
  /** Where the account console is. */
  readonly account: string
  readonly password: string
  readonly forgot: string
  readonly reset: string
  /** Where a change of an address is taken back, and what stands before it. */
  readonly undoEmail: string
  readonly email: string
  /** Where development shows its mails. */
  readonly devMail: string
}

/** @param issuer as it is configured: `issuerProblem` has nothing to say against it */
export function addressesOf(issuer: string): Addresses {
  const { pathname } = new URL(issuer)
  const base = pathname === '/' ? '' : pathname
  return {
    base,
    home: `${base}/`,
    metadata: `${base}/.well-known/openid-configuration`,
    assets: `${base}/assets`,
    signOut: `${base}/sign-out`,
    interaction: `${base}/interaction`,
    account: `${base}/account`,
    password: `${base}/password`,
    forgot: base + FORGOT_PATH,
    reset: base + RESET_PATH,
    undoEmail: base + UNDO_EMAIL_PATH,
    email: `${base}/email`,
    devMail: `${base}/dev/mail`,
  }
}
