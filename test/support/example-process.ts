import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { claimPort } from './claimed-port.ts'

/** One of the examples, run as its reader runs it. */
export interface ExampleProcess {
  readonly url: string
  readonly login: string
  readonly password: string
  close(): Promise<void>
}

export async function openExample(
  version: 'before' | 'after',
  folder: string,
): Promise<ExampleProcess> {
  const child = spawn(
    process.execPath,
    [
      '--conditions=oidc-step-up-source',
      '--disable-warning=ExperimentalWarning',
      `examples/plug-in/${version}.ts`,
      '--port',
      String(await claimPort()),
      '--folder',
      folder,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const exited = once(child, 'exit')
  const output = createInterface(child.stdout)
  const ready = once(output, 'line') as Promise<[string]>
  const [line] = await Promise.race([ready, exited.then(() => [''])])
  const [, url, login, password] = /^(\S+) is ready for (\S+), password (\S+)$/.exec(line) ?? []
  if (!url || !login || !password) throw new Error(`the example did not start: "${line}"`)
  return {
    url,
    login,
    password,
    async close() {
      child.kill()
      await exited
    },
  }
}
