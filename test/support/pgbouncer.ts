import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PortTaken, onClaimedPort } from './claimed-port.ts'
import { ownerOfPostgres, spawnAsOwner } from './postgres-server.ts'

export interface PgBouncer {
  /** A database behind it. */
  urlOf(url: string): string
  close(): Promise<void>
}

/** @param settings of its section `[pgbouncer]` */
export const startPgBouncer = (url: string, settings: Readonly<Record<string, string>>) =>
  onClaimedPort(async (port): Promise<PgBouncer> => {
    // The folder for temporary files may be root's alone.
    const folder = mkdtempSync(join(ownerOfPostgres() ? '/tmp' : tmpdir(), 'pgbouncer-'))
    const target = new URL(url)
    const all = {
      listen_addr: '127.0.0.1',
      listen_port: String(port),
      unix_socket_dir: '',
      auth_type: 'any',
      admin_users: 'postgres',
      ...settings,
    }
    const behind = `host=127.0.0.1 port=${target.port} user=postgres`
    const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}`)
    const file = ['[databases]', `* = ${behind}`, '[pgbouncer]', ...lines, ''].join('\n')
    const configuration = join(folder, 'pgbouncer.ini')
    writeFileSync(configuration, file)
    const owner = ownerOfPostgres()
    if (owner) for (const path of [folder, configuration]) chownSync(path, owner.uid, owner.gid)
    // It refuses to be root.
    const server = spawnAsOwner('/usr/sbin/pgbouncer', [configuration])
    process.once('exit', () => server.kill('SIGKILL'))
    let said = ''
    server.stderr.setEncoding('utf8')
    await new Promise<void>((resolve, reject) => {
      server.stderr.on('data', (text: string) => {
        said += text
        if (said.includes('process up')) resolve()
      })
      server.once('error', (cause) => {
        reject(new Error('pgbouncer cannot be run: install the package pgbouncer', { cause }))
      })
      server.once('close', () => {
        rmSync(folder, { recursive: true, force: true })
        const isTaken = said.includes('Address already in use')
        reject(isTaken ? new PortTaken(port) : new Error(`pgbouncer ended: ${said}`))
      })
    })
    server.stderr.removeAllListeners('data').resume()
    ;(server.stderr as Socket).unref()
    server.unref()
    return {
      urlOf(other) {
        const moved = new URL(other)
        moved.port = String(port)
        return moved.href
      },
      async close() {
        const ended = once(server, 'exit')
        server.ref()
        server.kill('SIGKILL')
        await ended
      },
    }
  })
