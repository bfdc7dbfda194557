import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** Whose command line or environment names this folder. */
function processesWith(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const text = `${readFileSync(`/proc/${pid}/cmdline`, 'utf8')}${readFileSync(`/proc/${pid}/environ`, 'utf8')}`
        return text.includes(folder) ? [text.slice(0, 200)] : []
      } catch {
        // It has ended meanwhile.
        return []
      }
    })
}

/** Where the PostgreSQL that this process has started keeps its files: as another user, it is not below its folder. */
function filesOfPostgresOf(pid: number | undefined): string | undefined {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')
  const args = children
    .filter((child) => child !== '')
    .map((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').split('\0'))
    .find(([program = '']) => program.endsWith('postgres'))
  return args?.[args.indexOf('-D') + 1]
}

describe('an interrupted benchmark', () => {
  const folder = temporaryFolder()

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`leaves no process and no folder behind (${signal})`, async () => {
      const bench = spawn(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', 'bench/main.ts', '--only', 'count', '--dry'],
        { env: { ...process.env, TMPDIR: folder() }, stdio: ['ignore', 'pipe', 'pipe'] },
      )
      // It may have to compile first, and says so; what else it says is looked at where it ends otherwise.
      let told = ''
      bench.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()))
      const ended = once(bench, 'exit')
      // The first flows have been counted: servers and Redis are at work.
      await new Promise<void>((resolve) => {
        bench.stdout.on('data', (chunk: Buffer) => {
          if (chunk.toString().includes('bare: one prompt')) resolve()
        })
      })
      expect(readdirSync(folder())).to.not.be.empty
      expect(processesWith(folder())).to.not.be.empty
      bench.kill(signal)
      expect(await ended, told).to.deep.equal([signal === 'SIGINT' ? 130 : 143, null])
      expect(readdirSync(folder())).to.be.empty
      // A killed process takes a moment to be gone.
      for (let look = 0; look < 100 && processesWith(folder()).length > 0; look += 1)
        await sleep(50)
      expect(processesWith(folder())).to.be.empty
    })
  }

  it('leaves nothing of a PostgreSQL behind', async () => {
    const bench = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', 'bench/main.ts', '--only', 'count', '--quick'],
      { env: { ...process.env, TMPDIR: folder() }, stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const ended = once(bench, 'exit')
    let said = ''
    bench.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    // Flows have been counted there: PostgreSQL is at work.
    while (!/count: postgres[^]*no prompt/.test(said)) {
      expect(bench.exitCode, said).to.equal(null)
      await sleep(50)
    }
    const files = filesOfPostgresOf(bench.pid) ?? ''
    expect(existsSync(dirname(files)), files).to.equal(true)
    bench.kill('SIGINT')
    expect((await ended)[0]).to.equal(130)
    expect(existsSync(dirname(files))).to.equal(false)
    for (let look = 0; look < 100 && processesWith(files).length > 0; look += 1) await sleep(50)
    expect(processesWith(files)).to.be.empty
  })
})
