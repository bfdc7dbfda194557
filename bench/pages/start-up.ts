import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { get } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { claimPort } from '../../test/support/claimed-port.ts'
import { atTheEnd } from '../leftovers.ts'

/** Milliseconds from `npm start` to the first page, in the development profile on a folder of its own. */
export async function startUp(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'start-'))
  const [port, demo] = [await claimPort(), await claimPort()]
  const began = performance.now()
  // A group of its own, so that what npm has started ends with it.
  const npm = spawn('npm', ['start'], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    detached: true,
    stdio: 'ignore',
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      OIDC_STEP_UP_PORT: String(port),
      OIDC_STEP_UP_DEMO_PORT: String(demo),
      OIDC_STEP_UP_DATA_DIR: folder,
    },
  })
  const end = (signal: NodeJS.Signals): void => {
    if (npm.pid !== undefined && npm.exitCode === null && npm.signalCode === null) {
      process.kill(-npm.pid, signal)
    }
  }
  const forget = atTheEnd(() => {
    end('SIGKILL')
  })
  const ended = once(npm, 'exit')
  try {
    while (!(await isServed(port))) {
      if (npm.exitCode !== null || performance.now() - began > 30_000) {
        throw new Error('npm start does not come to a page')
      }
      await sleep(10)
    }
    return performance.now() - began
  } finally {
    end('SIGTERM')
    await ended
    forget()
    rmSync(folder, { recursive: true, force: true })
  }
}

const isServed = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    get({ host: '127.0.0.1', port }, (response) => {
      response.resume().on('end', () => {
        resolve(response.statusCode === 200)
      })
    }).on('error', () => {
      resolve(false)
    })
  })
