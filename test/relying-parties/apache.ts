import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { APACHE } from '../support/apache-files.ts'

/** A web server of its own, with nothing of the system's configuration. */
export interface Apache {
  /** What its error log says. */
  log(): string
  close(): Promise<void>
}

const MODULES = [
  'mpm_event',
  'authn_core',
  'authz_core',
  'authz_user',
  'headers',
  'rewrite',
] as const

/**
 * Serves files at the root of an origin on loopback.
 *
 * @param configuration what a site's own configuration would say
 * @param further modules that it needs
 */
export async function startApache(
  port: number,
  files: Readonly<Record<string, string>>,
  configuration: string,
  further: readonly string[] = ['auth_openidc'],
): Promise<Apache> {
  const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-apache-'))
  const root = join(folder, 'files')
  const log = join(folder, 'error.log')
  mkdirSync(root)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text)
  // Started as root, it serves as nobody, who has to get at the files; the rest stays root's.
  chmodSync(folder, 0o711)
  const file = join(folder, 'httpd.conf')
  const modules = [...MODULES, ...further].map(
    (name) => `LoadModule ${name}_module ${APACHE.modules}/mod_${name}.so`,
  )
  const text = `ServerRoot "${folder}"
ServerName localhost
Listen 127.0.0.1:${port}
PidFile "${folder}/httpd.pid"
ErrorLog "${log}"
DefaultRuntimeDir "${folder}"
Mutex "file:${folder}" default
${modules.join('\n')}
User #65534
Group #65534
StartServers 1
ThreadsPerChild 8
MaxRequestWorkers 8
MinSpareThreads 1
MaxSpareThreads 8
DocumentRoot "${root}"
${configuration}
`
  writeFileSync(file, text, { mode: 0o600 })

  const child = spawn(APACHE.command, ['-f', file, '-DFOREGROUND'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const exited = once(child, 'exit')
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (said: string) => (complaint += said))
  const read = (): string => {
    try {
      return complaint + readFileSync(log, 'utf8')
    } catch {
      return complaint
    }
  }

  const close = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM')
      await exited
    }
    rmSync(folder, { recursive: true, force: true })
  }
  for (let tries = 0; !(await answers(port)); tries += 1) {
    if (child.exitCode !== null || tries > 200) {
      const said = read()
      await close()
      throw new Error(`Apache did not start: ${said}`)
    }
    await sleep(50)
  }
  return { log: read, close }
}

async function answers(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' })
    await response.body?.cancel()
    return true
  } catch {
    return false
  }
}
