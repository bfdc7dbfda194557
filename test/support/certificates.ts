import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** PEM files that belong together. */
export interface Certificates {
  /** The file of the authority's certificate (`ca.pem`), or that of a name, or (`.key`) its key. */
  readonly file: (name: string) => string
  readonly read: (name: string) => string
}

/**
 * Makes an authority, and what it vouches for.
 *
 * @param names what each is, as a `subjectAltName`, by its common name
 */
export function makeCertificates(
  folder: string,
  names: Readonly<Record<string, string>>,
): Certificates {
  const file = (name: string): string => join(folder, name)
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { stdio: 'ignore' })
  }
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout']
  const subject = (name: string): string[] => ['-subj', `/CN=${name}`]
  const authority = [...fresh, file('ca.key'), '-out', file('ca.pem'), ...subject('An authority')]
  openssl('req', '-x509', ...authority, '-days', '2')
  for (const [name, alternatives] of Object.entries(names)) {
    writeFileSync(file('names'), `subjectAltName=${alternatives}`)
    openssl('req', ...fresh, file(`${name}.key`), '-out', file(`${name}.csr`), ...subject(name))
    const signed = ['-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial']
    const made = ['-in', file(`${name}.csr`), '-out', file(`${name}.pem`), '-days', '2']
    openssl('x509', '-req', ...made, ...signed, '-extfile', file('names'))
  }
  return { file, read: (name) => readFileSync(file(name), 'utf8') }
}
