import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Configuration } from './config/configuration.ts'
import { openServer, type StepUpServer } from './open-server.ts'

/**
 * Opens the server for a moment, with an empty store and on a free port of this machine: what only
 * shows when everything is put together (a client's metadata, above all) is told before it matters.
 *
 * @param look what to ask it while it is there
 * @throws ConfigurationError naming the option
 */
export async function checkConfiguration(configuration: Configuration): Promise<void>
export async function checkConfiguration<T>(
  configuration: Configuration,
  look: (server: StepUpServer) => Promise<T>,
): Promise<T>
export async function checkConfiguration<T>(
  configuration: Configuration,
  look?: (server: StepUpServer) => Promise<T>,
): Promise<T | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'oidc-step-up-check-'))
  try {
    const server = await openServer({
      ...configuration,
      host: '127.0.0.1',
      port: 0,
      store: { kind: 'sqlite', path: join(folder, 'check.sqlite') },
      log: { level: 'silent' },
    })
    try {
      return await look?.(server)
    } finally {
      await server.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
