import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { APACHE } from './apache-files.ts'
import { HAPROXY } from './haproxy-files.ts'
import { NGINX } from './nginx-files.ts'

interface Tool {
  /** On the PATH, or a file with its whole path. */
  readonly command: string
  readonly debian: string
  /** The lanes that need it. @default all do */
  readonly lanes?: readonly string[]
  /** Absent where Homebrew has none. */
  readonly homebrew?: string
  /** Without it the tests take longer: it is installed where that is possible, and nobody is asked for it. */
  readonly optional?: true
}

/** What the tests run besides Node, and the Debian package and Homebrew formula that bring it. */
const TOOLS: readonly Tool[] = [
  { command: 'redis-server', debian: 'redis-server', homebrew: 'redis' },
  // Its programs are on nobody's PATH: see postgres-server.ts.
  { command: 'psql', debian: 'postgresql', homebrew: 'postgresql@15' },
  { command: 'chromium', debian: 'chromium', homebrew: '--cask chromium' },
  // Both at once: they have to be of one version.
  {
    command: 'chromium-headless-shell',
    debian: 'chromium-headless-shell chromium',
    optional: true,
  },
  { command: 'caddy', debian: 'caddy', homebrew: 'caddy' },
  { command: 'oathtool', debian: 'oathtool', homebrew: 'oath-toolkit' },
  { command: 'zbarimg', debian: 'zbar-tools', homebrew: 'zbar' },
  { command: HAPROXY, debian: 'haproxy', lanes: ['system', 'long'] },
  { command: '/usr/sbin/pgbouncer', debian: 'pgbouncer', lanes: ['system', 'long'] },
  { command: 'gcc', debian: 'gcc libc6-dev', homebrew: 'gcc', lanes: ['system'] },
  { command: NGINX, debian: 'nginx' },
  { command: APACHE.command, debian: 'apache2' },
  { command: `${APACHE.modules}/mod_auth_openidc.so`, debian: 'libapache2-mod-auth-openidc' },
]

function isThere({ command }: Tool): boolean {
  if (isAbsolute(command)) return existsSync(command)
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

const missing = (lane: string): Tool[] =>
  TOOLS.filter((tool) => (tool.lanes?.includes(lane) ?? true) && !isThere(tool))

const packagesOf = (tools: readonly Tool[]): string[] =>
  tools.flatMap(({ debian }) => debian.split(' '))

/** Runs apt-get and tells what it runs. A package's service may start: no test uses or minds it. */
function aptGet(...args: string[]): boolean {
  console.log(`> apt-get ${args.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync('apt-get', args, { stdio: 'inherit', env }).status === 0
}

function install(tools: readonly Tool[]): void {
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) return
  console.log(`The tests need ${tools.map(({ command }) => command).join(', ')}: installing.`)
  // The lists may be up to date although the update fails, for instance without a network.
  aptGet('update')
  aptGet('install', '-y', '--no-install-recommends', ...packagesOf(tools))
}

/** Installs what the tests of that lane need and this machine lacks, or says what it is and ends the process. */
export function installTools(lane: string): void {
  const wanted = missing(lane)
  if (wanted.length > 0) install(wanted)

  const absent = missing(lane).filter(({ optional }) => !optional)
  if (absent.length > 0) {
    console.error(`The tests need ${absent.map(({ command }) => command).join(', ')}.`)
    console.error(
      `  Debian:  sudo apt-get install --no-install-recommends ${packagesOf(absent).join(' ')}`,
    )
    for (const { command, homebrew } of absent) {
      console.error(
        homebrew
          ? `  macOS:   brew install ${homebrew}`
          : `  macOS:   has no ${command}; run the tests in a Debian container`,
      )
    }
    process.exit(1)
  }
}
