import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { execFileSync, spawnSync } from 'node:child_process'
import { format, resolveConfig } from 'prettier'
import { programOf } from '../../test/support/postgres-server.ts'
import type { Outcome } from '../section.ts'
import { chartOf } from './chart.ts'
import { documentOf } from './document.ts'

const fileOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

export const RESULTS = 'bench/results.json'
export const DOCUMENT = 'docs/benchmarks.md'
export const CHART = 'docs/benchmarks.svg'

/** Where and with what a section was run. */
export interface Surroundings {
  /** The day, in UTC. */
  readonly day: string
  readonly processor: string
  readonly cores: number
  readonly memory: string
  readonly versions: Readonly<Record<string, string>>
}

/** The last run of each section: a run of some leaves the others standing. */
export type Results = Readonly<Record<string, Outcome & { readonly on: Surroundings }>>

export const readResults = (): Results =>
  existsSync(fileOf(RESULTS)) ? (JSON.parse(readFileSync(fileOf(RESULTS), 'utf8')) as Results) : {}

/** Keeps the results, and draws table and chart anew. */
export async function writeResults(results: Results): Promise<void> {
  await write(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`)
  await write(DOCUMENT, documentOf(results))
  writeFileSync(fileOf(CHART), chartOf(results))
}

async function write(path: string, text: string): Promise<void> {
  const filepath = fileOf(path)
  const options = await resolveConfig(filepath)
  writeFileSync(filepath, await format(text, { ...options, filepath }))
}

export function surroundings(): Surroundings {
  const [processor] = cpus()
  return {
    day: new Date().toISOString().slice(0, 10),
    processor: processor?.model ?? 'unknown',
    cores: cpus().length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    versions: {
      node: process.versions.node,
      'oidc-provider': versionOf('oidc-provider'),
      sqlite: process.versions['sqlite'] ?? '',
      redis:
        /v=([\d.]+)/.exec(execFileSync('redis-server', ['--version'], { encoding: 'utf8' }))?.[1] ??
        '',
      ...postgresVersion(),
    },
  }
}

/** Nothing where it is not installed: some sections do without. */
function postgresVersion(): { readonly postgresql?: string } {
  const { stdout } = spawnSync(programOf('postgres'), ['--version'], { encoding: 'utf8' })
  const version = /PostgreSQL\) ([\d.]+)/.exec(stdout ?? '')?.[1]
  return version === undefined ? {} : { postgresql: version }
}

function versionOf(name: string): string {
  const text = readFileSync(fileOf(`node_modules/${name}/package.json`), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
