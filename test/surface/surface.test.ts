import { strict as assert } from 'node:assert'
import { globSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Router } from '@koa/router'
import { Command } from 'commander'
import { createClient } from 'redis'
import { Secret } from '../../src/kernel/secret.ts'
import { commandLine } from '../support/command-line.ts'
import { databaseOf } from '../support/database-of.ts'
import { scrape } from '../support/scraped.ts'
import { openSharedRedis, type SharedRedis } from '../support/shared-redis.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { declarationsIn, type Surface } from './declarations.ts'
import { assertKept } from './kept-list.ts'
import { options, records as recordMembers } from './options.ts'
import { shapeOf } from './shapes.ts'
import { openTour, type Tour } from './tour.ts'

const ISSUER = 'https://sign-in.example.com'

/** The library's, which has no list of them; those that are switched off have no path. */
const LIBRARY_ROUTES = [
  'authorization',
  'resume',
  'userinfo',
  'token',
  'jwks',
  'discovery',
  'registration',
  'client',
  'revocation',
  'introspection',
  'end_session',
  'end_session_confirm',
  'end_session_success',
  'device_authorization',
  'code_verification',
  'device_resume',
  'pushed_authorization_request',
  'backchannel_authentication',
  'challenge',
  'credential',
]

interface BackupLine {
  readonly kind?: string
  readonly format?: string
  readonly version?: number
  readonly model?: string
}

describe('what hosts and operators hold on to', () => {
  describe('in the package', () => {
    const folder = temporaryFolder('all')
    let surface: Surface
    before(() => {
      surface = declarationsIn(folder())
    })

    it('keeps what the entry points export, and the members of its types', () => {
      assertKept('exports: names and types', surface.exports('StepUpEvent'))
    })

    it('keeps the events, and what each tells', () => {
      assertKept('events', surface.alternatives('StepUpEvent'))
    })

    it('keeps what the entry points export at run time', async () => {
      const { name, bin, exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
        readonly name: string
        readonly bin: Readonly<Record<string, string>>
        readonly exports: Readonly<Record<string, unknown>>
      }
      const lines = Object.entries(bin).map(([command, file]) => `command ${command}: ${file}`)
      for (const path of Object.keys(exports)) {
        if (path.endsWith('.json')) lines.push(join(name, path))
        else {
          const entry = join(name, path)
          const names = Object.entries((await import(entry)) as object)
          lines.push(...names.map(([each, value]) => `${entry} ${each}: ${typeof value}`))
        }
      }
      assertKept('exports: values', lines)
    })

    it('keeps the options of the server, their defaults and their variables', () => {
      assertKept('options of the server', options())
    })

    it('keeps the names of the views, which operators replace', () => {
      assertKept('views', globSync('views/**/*.*'))
    })
  })

  describe('at the command line', () => {
    const cli = commandLine()

    it('keeps the commands, their arguments and options, and the exit codes', async () => {
      const parseAsync = Reflect.get(Command.prototype, 'parseAsync')
      const programs: Command[] = []
      Command.prototype.parseAsync = async function (this: Command) {
        programs.push(this)
        return this
      }
      try {
        await cli.run([])
      } finally {
        Command.prototype.parseAsync = parseAsync
      }
      const [program] = programs
      assert.ok(program)
      const { stdout } = await cli.run(['--help'])
      const exits = [...stdout.matchAll(/^ {2}(\d {2}.*)$/gm)].map(
        ([, exit = '']) => `exit ${exit}`,
      )
      assert.ok(exits.length > 0)
      assertKept('command line', [...commandsOf(program, []), ...exits])
    })
  })

  describe('of a server', () => {
    const folder = temporaryFolder('all')
    const cli = commandLine()
    const routes = new Set<string>()
    let tour: Tour
    before(async () => {
      const register = Reflect.get(Router.prototype, 'register')
      Router.prototype.register = function (this: Router, ...of: Parameters<Router['register']>) {
        const layer = register.apply(this, of)
        if ('methods' in layer) {
          for (const method of layer.methods) routes.add(`${method} ${String(layer.path)}`)
        }
        return layer
      }
      try {
        tour = await openTour({}, ISSUER)
      } finally {
        Router.prototype.register = register
      }
    })
    after(() => tour.close())

    const onStore = (args: readonly string[]) =>
      cli.run(args, {
        env: { OIDC_STEP_UP_STORE: `sqlite:${databaseOf(tour.server.configuration)}` },
      })

    it('keeps the metadata that clients discover', async () => {
      const { url } = tour.server
      const response = await fetch(`${url}/.well-known/openid-configuration`)
      const metadata = Object.entries((await response.json()) as object)
      assertKept(
        'metadata',
        metadata.flatMap(([name, value]) =>
          [value].flat().map((each) => `${name}: ${String(each).replace(ISSUER, '<issuer>')}`),
        ),
      )
    })

    it('keeps the claims that applications read', () => {
      assertKept('claims', tour.claims)
    })

    it('keeps the paths of its pages and endpoints', () => {
      const { provider } = tour.server
      const library = LIBRARY_ROUTES.flatMap((name) => {
        try {
          return [`${name} ${provider.pathFor(name, { uid: 'uid', clientId: 'id' })}`]
        } catch {
          return []
        }
      })
      const { pathname } = new URL(tour.server.metricsUrl ?? '')
      assertKept('paths', [...routes, ...library, `metrics ${pathname}`])
    })

    it('keeps the names and attributes of cookies behind TLS', () => {
      assertKept('cookies behind TLS', tour.cookies)
    })

    it('keeps the names, kinds and labels of metrics', async () => {
      const { types, samples } = await scrape(tour.server.metricsUrl)
      assertKept(
        'metrics',
        [
          ...[...types].map(([name, type]) => `${name} ${type}`),
          ...samples.flatMap(({ name, labels }) =>
            Object.keys(labels).map(
              (label) => `${name.replace(/_(bucket|sum|count)$/, '')} {${label}}`,
            ),
          ),
        ].filter((line) => line.startsWith('oidc_step_up_')),
      )
    })

    it('keeps the members of log lines about requests and events', () => {
      assertKept(
        'log lines',
        tour.server.log().flatMap(({ audit, ...line }) => {
          if (audit !== undefined) return ['event .audit', ...shapeOf(line, 'event ')]
          return 'milliseconds' in line ? shapeOf(line, 'request ') : []
        }),
      )
    })

    it('keeps the tables of SQLite', () => {
      const database = new DatabaseSync(databaseOf(tour.server.configuration), { readOnly: true })
      try {
        const rows = database.prepare('SELECT sql FROM sqlite_master WHERE sql IS NOT NULL').all()
        const version = database.prepare('SELECT max(version) AS version FROM migrations').get()
        const statements = rows.map(({ sql }) => String(sql).replaceAll(/\s+/g, ' '))
        assertKept('tables of SQLite', [
          ...statements.flatMap(columnsOf),
          `version ${String(version?.['version'])}`,
        ])
      } finally {
        database.close()
      }
    })

    it('keeps the format of backups, and of what is in their records', async () => {
      const file = join(folder(), 'backup')
      const { code, stderr } = await onStore(['backup', '--to', file])
      assert.equal(code, 0, stderr)
      const lines = gunzipSync(readFileSync(file)).toString().trim().split('\n')
      const records = lines.map((line) => JSON.parse(line) as BackupLine)
      const found = records.flatMap(({ kind = '', format, version, model, ...rest }) => {
        const of = model === undefined ? kind : `${kind} ${model}`
        if (format === undefined) return ['artefact', 'end'].includes(kind) ? shapeOf(rest, of) : []
        return [`format ${format}, version ${version}`, ...shapeOf(rest, 'header')]
      })
      assertKept('backups', [...found, ...recordMembers()])
    })

    it('keeps what commands print as JSON', async () => {
      const { login } = tour
      const lines: string[] = []
      for (const command of [
        ['accounts', 'list'],
        ['accounts', 'show', login],
        ['devices', 'list', login],
        ['sessions', 'list', login],
        ['clients', 'list'],
        ['clients', 'show', 'job'],
        ['explain', '--account', login],
        ['keys', 'list'],
        ['config', 'check'],
        ['accounts', 'show', 'nobody'],
      ]) {
        const { code, stdout } = await onStore(['--json', ...command])
        const words = command.map((word) => (word === login ? '<login>' : word)).join(' ')
        lines.push(`${words}: exit ${code}`, ...shapeOf(JSON.parse(stdout), words))
      }
      assertKept('what commands print as JSON', lines)
    })
  })

  describe('of a server without TLS, on Redis', () => {
    let redis: SharedRedis
    let tour: Tour
    before(async () => {
      redis = await openSharedRedis()
      tour = await openTour({ store: { kind: 'redis', url: new Secret(redis.url) } })
    })
    after(async () => {
      await tour.close()
      await redis.close()
    })

    it('keeps the names and attributes of cookies without TLS', () => {
      assertKept('cookies without TLS', tour.cookies)
    })

    it('keeps the keys of Redis, and what is in them', async () => {
      const client = await createClient({ url: redis.url }).connect()
      try {
        const lines: string[] = []
        for (const key of await client.keys('*')) {
          const type = await client.type(key)
          const name = keyPattern(key)
          lines.push(`${name} ${type}`)
          if (type === 'hash') {
            const fields = Object.entries(await client.hGetAll(key))
            // Nodes are named by chance.
            if (!/^step-up:(?:clocks|nodes):/.test(name)) {
              lines.push(...shapeOf(Object.fromEntries(fields), name))
            }
          }
        }
        // What is in payloads is in backups too.
        assertKept(
          'keys of Redis',
          lines.map((line) => line.replace(/(?<=\.payload) \(JSON\).*/, ': payload')),
        )
      } finally {
        await client.close()
      }
    })
  })
})

/** A command as it is written, and its options; and those below it. */
function commandsOf(command: Command, above: readonly string[]): string[] {
  const path = [...above, command.name()]
  const args = command.registeredArguments.map((argument) => {
    const told = `${argument.name()}${argument.variadic ? '…' : ''}`
    return argument.required ? `<${told}>` : `[${told}]`
  })
  return [
    [...path, ...args].join(' '),
    ...command.aliases().map((alias) => `${path.join(' ')} also ${alias}`),
    ...command.options.map(({ flags, defaultValue, argChoices, mandatory }) => {
      const told = [
        ...(mandatory ? ['required'] : []),
        ...(argChoices ? [argChoices.join('|')] : []),
        ...(defaultValue === undefined ? [] : [`= ${JSON.stringify(defaultValue)}`]),
      ]
      return [path.join(' '), flags, ...told].join(' ')
    }),
    ...command.commands.flatMap((each) => commandsOf(each, path)),
  ]
}

/** A line for a table's name, and one for each column or constraint; other statements as they are. */
function columnsOf(sql: string): string[] {
  const [, name = '', body, end = ''] = /^CREATE TABLE "?(\w+)"? ?\((.*)\)([^)]*)$/.exec(sql) ?? []
  if (body === undefined) return [sql]
  const columns = body.replaceAll(/--[^,]*?(?=\w+ )/g, '').split(/,(?![^(]*\))/)
  return [`${name} table${end}`, ...columns.map((column) => `${name}: ${column.trim()}`)]
}

/** Of oidc-provider's things the model stays, and of keys that are one of a kind the name. */
function keyPattern(key: string): string {
  const [, kind = key, tag = ''] = /^(.*):\{(.*)\}$/.exec(key) ?? []
  const whose = decodeURIComponent(tag)
  const [, model] = /^(\w+):/.exec(whose) ?? []
  if (model !== undefined) return `${kind}:{${model}:<id>}`
  return `${kind}:{${/^[a-z_-]{1,16}$/.test(whose) ? whose : '<id>'}}`
}
