import { Fault } from '../../kernel/faults.ts'
import { MalformedFile, type Read, type SourceFile } from '../entry.ts'
import { readAegis } from './aegis.ts'
import { readAndOtp } from './andotp.ts'
import { readAuth0 } from './auth0.ts'
import { readAuthelia } from './authelia.ts'
import { readAuthentik } from './authentik.ts'
import { readBitwarden } from './bitwarden.ts'
import { readEnte } from './ente.ts'
import { readFreeOtpPlus } from './freeotp-plus.ts'
import { readGoogle } from './google.ts'
import { readKeePassXc } from './keepassxc.ts'
import { readKeycloak } from './keycloak.ts'
import { readKratos } from './kratos.ts'
import { readUriList } from './otpauth.ts'
import { readPrivacyIdea } from './privacyidea.ts'
import { readProton } from './proton.ts'
import { readPskc } from './pskc.ts'
import { readStratum } from './stratum.ts'
import { readTwoFas } from './two-fas.ts'

/** A kind of file that can be moved in from. */
export interface Format {
  /** What `import --help` says of it. */
  readonly title: string
  /** A pure function of the files. @throws MalformedFile */
  read(files: readonly SourceFile[]): Read | Promise<Read>
}

/** Each file for itself; where there are several, a report says which. */
const each =
  (read: (file: SourceFile) => Read | Promise<Read>): Format['read'] =>
  async (files) => {
    const all: Read[] = []
    for (const file of files) {
      const found = await read(file)
      all.push(files.length === 1 ? found : found.map((one) => placedIn(file, one)))
    }
    return all.flat()
  }

const placedIn = (file: SourceFile, one: Read[number]): Read[number] => {
  const within = <Part extends { readonly place: string }>(part: Part): Part => ({
    ...part,
    place: `${file.name}, ${part.place}`,
  })
  return 'devices' in one ? { ...within(one), devices: one.devices.map(within) } : within(one)
}

/** Every format, by the name that `--from` takes. */
export const FORMATS = {
  keycloak: {
    title: 'a realm of Keycloak with its users, by kc.sh export',
    read: each(readKeycloak),
  },
  authelia: {
    title: 'Authelia’s devices (YAML, URIs or CSV) or its file of users',
    read: each(readAuthelia),
  },
  kratos: { title: 'identities of Ory Kratos with their credentials', read: each(readKratos) },
  auth0: {
    title: 'a file for Auth0’s bulk import, or its export of hashes',
    read: each(readAuth0),
  },
  authentik: {
    title: 'rows of authentik’s tables, as CSV or JSON, by the query in docs/moving-in.md',
    read: each(readAuthentik),
  },
  privacyidea: {
    title: 'tokens of privacyIDEA, as YAML, or as CSV with --algorithm',
    read: each(readPrivacyIdea),
  },
  pskc: { title: 'hardware tokens (RFC 6030), plain or encrypted', read: each(readPskc) },
  otpauth: { title: 'otpauth:// URIs, one on each line', read: each((file) => readUriList(file)) },
  google: {
    title: 'Google Authenticator’s export: its URIs, or pictures of its QR codes',
    read: readGoogle,
  },
  aegis: { title: 'Aegis, as JSON or encrypted', read: each(readAegis) },
  '2fas': { title: '2FAS, as JSON or encrypted', read: each(readTwoFas) },
  'freeotp+': { title: 'FreeOTP+, as JSON', read: each(readFreeOtpPlus) },
  andotp: { title: 'andOTP, as JSON or encrypted', read: each(readAndOtp) },
  ente: { title: 'Ente Auth, as plain text', read: each(readEnte) },
  proton: { title: 'Proton Authenticator, without a password', read: each(readProton) },
  bitwarden: {
    title: 'Bitwarden’s authenticator or vault, as JSON or CSV',
    read: each(readBitwarden),
  },
  stratum: { title: 'Stratum (Authenticator Pro), without a password', read: each(readStratum) },
  keepassxc: { title: 'KeePassXC, as CSV', read: each(readKeePassXc) },
} as const satisfies Record<string, Format>

export type FormatName = keyof typeof FORMATS

export type Reading =
  | { readonly outcome: 'read'; readonly entries: Read }
  /** Nothing of it is taken. */
  | { readonly outcome: 'malformed'; readonly problem: string }

/** Reads files to their end, before anything is done with what is in them. */
export async function readFiles(name: FormatName, files: readonly SourceFile[]): Promise<Reading> {
  const format: Format = FORMATS[name]
  try {
    return { outcome: 'read', entries: await format.read(files) }
  } catch (error) {
    if (error instanceof Fault) throw error
    if (error instanceof MalformedFile) return { outcome: 'malformed', problem: error.message }
    // A reader's own message may quote what stands in the file.
    return { outcome: 'malformed', problem: 'it cannot be read' }
  }
}
