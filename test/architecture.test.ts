import { expect } from 'chai'
import { globSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import * as PAYLOAD_KEYS from '../src/people/payload-keys.ts'
import { circlesIn, importsOf, packageOf, roomOf, type Import } from './support/imports.ts'

/** The table in CONTRIBUTING.md: folders, and single files where a room has one door. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  assurance: ['kernel'],
  policy: ['kernel', 'assurance'],
  // The account's document holds the browsers that it trusts.
  people: ['kernel', 'trust'],
  trust: ['kernel'],
  // Types alone: what a text is given is what a page or a mail tells of it.
  pages: ['kernel', 'views/texts/messages.ts'],
  mail: ['kernel', 'pages'],
  audit: ['kernel', 'pages', 'mail/postbox.ts'],
  clients: ['kernel', 'people'],
  'methods/method.ts': ['kernel', 'assurance', 'people', 'pages'],
  'methods/password': ['kernel', 'assurance', 'people', 'pages', 'methods/method.ts'],
  'methods/totp': ['kernel', 'assurance', 'people', 'pages', 'methods/method.ts'],
  'methods/recovery-codes': ['kernel', 'assurance', 'people', 'pages', 'methods/method.ts'],
  'methods/index.ts': ['assurance', 'methods'],
  actions: ['kernel', 'assurance', 'policy', 'methods', 'people', 'trust', 'audit'],
  'moving-in': ['kernel', 'people', 'methods', 'audit', 'actions'],
  stores: ['kernel', 'people', 'trust', 'audit', 'mail', 'clients'],
  web: ['kernel', 'pages', 'audit/events.ts'],
  oidc: ['kernel', 'assurance', 'policy', 'people', 'trust', 'methods', 'pages', 'web'],
  'sign-in': [
    'kernel',
    'policy',
    'web',
    'actions',
    'pages',
    'methods',
    'assurance',
    'people',
    'trust',
    'oidc/index.ts',
    'audit/events.ts',
    'mail/postbox.ts',
  ],
  console: [
    'kernel',
    'policy',
    'web',
    'actions',
    'pages',
    'methods',
    'assurance',
    'people',
    'trust',
    'oidc/index.ts',
    'sign-in/index.ts',
    'audit',
    'mail/postbox.ts',
  ],
  views: ['kernel', 'pages'],
  'kits/resource-server': ['kernel'],
  'kits/relying-party': ['kernel'],
  'plug-in': [
    'kernel',
    'policy',
    'assurance',
    'people',
    'trust',
    'pages',
    'audit',
    'methods',
    'actions',
    'stores',
    'web',
    'oidc',
    'sign-in',
    'views',
  ],
  demo: ['kernel', 'kits'],
  server: ['*'],
  cli: ['*'],
}

/** Packages that only some folders may import at run time; their types may be named anywhere. */
const RESERVED: Readonly<Record<string, readonly string[]>> = {
  'oidc-provider': ['oidc/', 'plug-in/', 'server/'],
  redis: ['stores/redis/'],
  pg: ['stores/postgres/'],
  'node:sqlite': ['stores/sqlite/'],
  'openid-client': ['demo/', 'kits/relying-party/'],
  jose: ['kits/'],
}

/** Dependencies that nothing in `src/` imports, and why each is one nevertheless. */
const NOT_IMPORTED: Readonly<Record<string, string>> = {
  helmet: 'koa-helmet, which the demo takes, has it as a peer',
}

/** Where a method is named outside of its folder, and why. */
const NAMING: Readonly<Record<string, string>> = {
  'audit/counters.ts': 'the values of a label, as they are scraped',
  'audit/journal.ts': 'the name of an event',
  'audit/table.ts': 'the names of events, as they are stored, and of a label',
  'audit/wrong-codes.ts': 'the name of an event',
  'methods/method.ts': 'the name of an event',
  'views/recovery-views.ts': 'the name of a field',
}

/** Longer than most, and why each is read as one. */
const LONG: Readonly<Record<string, string>> = {
  'views/texts/messages.ts': 'made of the English texts, and read by the compiler',
  'audit/table.ts': 'a row for each type of event, and all that is made of it',
}

interface Manifest {
  readonly dependencies: Record<string, string>
  /** npm installs them beside the package, and without `--omit=peer` in production too. */
  readonly peerDependencies: Record<string, string>
}

const read = (file: string): string => readFileSync(file, 'utf8')
const find = (pattern: string): string[] =>
  globSync(pattern).map((file) => file.replaceAll('\\', '/'))
const manifest = JSON.parse(read('package.json')) as Manifest
const installed = { ...manifest.dependencies, ...manifest.peerDependencies }

/** Relative to `src/`. */
const sources = find('src/**/*.ts').map((file) => file.slice('src/'.length))
const imports = sources.flatMap((file) => importsOf(file, read(`src/${file}`)))
const packages = imports.filter(({ target }) => !target.startsWith('.'))
const tell = ({ file, target }: Import): string => `src/${file} imports ${target}`

/** Where chance is nobody's secret: when something is tried again. */
const BY_CHANCE = ['server/keys/rewrapping.ts']

function isAllowed({ file, target }: Import): boolean {
  const room = roomOf(file)
  const to = posix.normalize(posix.join(posix.dirname(file), target))
  // The public names of the package are put together from the rooms.
  if (file === 'index.ts') return true
  if (roomOf(to) === room) return true
  const allowed = ROOMS[room] ?? []
  return allowed.some((door) => door === '*' || door === to || to.startsWith(`${door}/`))
}

describe('the architecture', () => {
  it('draws what must not be guessed from the platform’s own source, and never by Math.random', () => {
    const drawing = sources.filter((file) => read(`src/${file}`).includes('Math.random'))
    expect(drawing).deep.equal(BY_CHANCE)
  })

  it('sees the sources and their imports', () => {
    expect(sources).to.include('assurance/decide.ts')
    expect(imports.map(tell)).to.include('src/assurance/decide.ts imports ../kernel/instant.ts')
  })

  it('has a row in the table for every room', () => {
    const rooms = new Set(sources.filter((file) => file !== 'index.ts').map(roomOf))
    expect([...rooms].filter((room) => !(room in ROOMS))).to.deep.equal([])
    expect(Object.keys(ROOMS).filter((room) => !rooms.has(room))).to.deep.equal([])
  })

  it('lets a room import only what its row allows', () => {
    const outside = imports.filter(({ target }) => target.startsWith('.'))
    expect(outside.filter((one) => !isAllowed(one)).map(tell)).to.deep.equal([])
  })

  it('reads what lies in a payload by a key that is imported, and not by its text', () => {
    const keys = Object.values(PAYLOAD_KEYS).filter((key) => typeof key === 'string')
    const doors = new RegExp(
      `\\[['"](?:${keys.join('|')})['"]\\]|fieldOf\\([^)]*, ['"](?:${keys.join('|')})['"]`,
    )
    expect(keys).to.include('step_up')
    expect(sources.filter((file) => doors.test(read(`src/${file}`)))).to.deep.equal([])
  })

  it('is named in the field’s words, and not in ours', () => {
    // `console` is the platform's.
    const ours =
      /\b(?:const|let) console\b|(?<![\w.])(?:walk|advance|interlude|told|letters|speak|takeIn|goOn)\b/
    const texts = /\/\*[\s\S]*?\*\/|\/\/.*|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g
    // The words of texts, and what operators' own templates read, are held on to.
    const kept = /\b(?:told|goOn):/g
    const named = sources.filter((file) => {
      const code = read(`src/${file}`).replaceAll(texts, '')
      return ours.test(file.startsWith('views/') ? code.replaceAll(kept, '') : code)
    })
    expect(named).to.deep.equal([])
  })

  it('reaches behind what oidc-provider promises in one file', () => {
    const behind = /IN_PAYLOAD|Reflect\.(?:get|set|construct)\(|\.prototype\.\w+ =/
    // Elsewhere `Reflect.set` is about what is not the library's.
    const others = [
      'oidc/library.ts',
      'kernel/typing.ts',
      'server/main.ts',
      'sign-in/code-browser.ts',
    ]
    const reaching = sources.filter((file) => behind.test(read(`src/${file}`)))
    expect(reaching).to.have.members(others)
  })

  it('names a method in its own folder alone: what there is comes in as data', () => {
    // Other programs' files name theirs alike.
    const literal = /'totp'|'recovery_code'|(?:method|firstFactor)\w*:? (?:===? )?'password'/
    const naming = sources.filter(
      (file) =>
        !/^(?:methods\/[a-z-]+|moving-in)\//.test(file) && literal.test(read(`src/${file}`)),
    )
    expect(naming).to.have.members(Object.keys(NAMING))
  })

  for (const [name, folders] of Object.entries(RESERVED)) {
    it(`keeps ${name} to ${folders.join(' and ')}`, () => {
      const users = packages.filter(
        ({ target, typeOnly }) => packageOf(target) === name && !typeOnly,
      )
      const strangers = users.filter(({ file }) => !folders.some((it) => file.startsWith(it)))
      expect(strangers.map(tell)).to.deep.equal([])
    })
  }

  it('reads the environment in server/ and cli/ alone', () => {
    const readers = sources.filter(
      (file) =>
        !['server', 'cli'].includes(roomOf(file)) &&
        /\bprocess\s*(?:\?\.|\.)\s*env\b|\bprocess\s*\[|\benv\b[^\n]*from 'node:process'/.test(
          read(`src/${file}`),
        ),
    )
    expect(readers).to.deep.equal([])
  })

  it('records in actions what is done to an account: no page of its owner and no command does by itself', () => {
    const recording = sources.filter(
      (file) =>
        /^(?:console|cli)\//.test(file) && /\b(?:emit|handOn|record)\(/.test(read(`src/${file}`)),
    )
    // Where each command gets whom it acts as.
    expect(recording).deep.equal(['cli/workspace.ts'])
  })

  it('gives commands what they have of their process as a parameter: main.ts alone names it', () => {
    const naming = sources.filter(
      (file) =>
        roomOf(file) === 'cli' &&
        /\bprocess\s*(?:\?\.|\.\w|\[)|[=:] process\b|'node:process'/.test(read(`src/${file}`)),
    )
    expect(naming).to.deep.equal(['cli/main.ts'])
  })

  it('imports no part of oidc-provider but its public one', () => {
    const deep = packages.filter(({ target }) => target.startsWith('oidc-provider/'))
    expect(deep.map(tell)).to.deep.equal([])
  })

  it('imports, even for a type, only packages that production installs', () => {
    const foreign = packages.filter(
      ({ target }) => !isBuiltin(target) && !(packageOf(target) in installed),
    )
    expect(foreign.map(tell)).to.deep.equal([])
  })

  it('leaves oidc-provider to the host: a second copy would know neither its prompts nor its errors', () => {
    expect(manifest.peerDependencies).to.have.property('oidc-provider')
    expect(manifest.dependencies).to.not.have.property('oidc-provider')
  })

  it('has no dependency that nothing imports', () => {
    const used = new Set(packages.map(({ target }) => packageOf(target)))
    const idle = Object.keys(installed).filter((name) => !used.has(name) && !(name in NOT_IMPORTED))
    expect(idle).to.deep.equal([])
  })

  it('tells of every public name what it is', () => {
    const entrances = [
      'src/index.ts',
      'src/stores/conformance/index.ts',
      'src/stores/redis/index.ts',
      'src/stores/postgres/index.ts',
      'src/kits/resource-server/index.ts',
      'src/kits/relying-party/index.ts',
    ].map(read)
    const names = entrances.flatMap((text) =>
      [...text.matchAll(/\{([^}]*)\}/g)].flatMap(([, list = '']) =>
        list.split(',').map(
          (name) =>
            name
              .replace(/\btype\b/, '')
              .trim()
              .split(' ')[0] ?? '',
        ),
      ),
    )
    const all = sources.map((file) => read(`src/${file}`)).join('\n')
    const untold = names.filter(
      (name) =>
        name !== '' &&
        !new RegExp(
          `\\*/\\nexport (?:async )?(?:const|function|class|type|interface) ${name}\\b`,
        ).test(all),
    )
    expect(names).to.include('stepUp')
    expect(untold).to.deep.equal([])
  })

  it('has one file outside its rooms: the names of the package', () => {
    expect(sources.filter((file) => !file.includes('/'))).to.deep.equal(['index.ts'])
  })

  it('goes round in no circle, of types either', () => {
    expect(circlesIn(imports)).to.deep.equal([])
  })

  it('asks of files of more than 300 lines why they are one', () => {
    const long = sources.filter((file) => read(`src/${file}`).split('\n').length > 301)
    expect(long).to.have.members(Object.keys(LONG))
  })

  it('leaves nothing for later, and switches no test off', () => {
    // Written so that these lines are no match themselves.
    const later = /\b(?:TO[D]O|FIX[M]E)\b/
    const off = /\.(?:only|skip)\b|\bx(?:it|describe)\(/
    const code = [...find('src/**/*.ts'), ...find('test/**/*.ts')]
    expect(code.filter((file) => later.test(read(file)))).to.deep.equal([])
    expect(find('test/**/*.ts').filter((file) => off.test(read(file)))).to.deep.equal([])
  })
})
