import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'

/** Something with a name in a file of declarations. */
interface Declaration {
  readonly file: string
  readonly name: string
  readonly kind: string
  /** From its name on, without `export` and `declare`. Overloads follow one another. */
  readonly texts: string[]
}

/** A file of declarations: what is in it, and what it calls by which name. */
interface Module {
  readonly declared: ReadonlyMap<string, Declaration>
  /** By the name outside: the file that has it, and its name there. */
  readonly exported: ReadonlyMap<string, Elsewhere>
  readonly imported: ReadonlyMap<string, Elsewhere>
  readonly all: readonly string[]
}

interface Elsewhere {
  readonly file: string
  readonly name: string
}

interface Manifest {
  readonly name: string
  readonly exports: Readonly<Record<string, string | { readonly types: string }>>
}

const DECLARATION =
  /^(?:export )?(?:declare )?(?:default )?(?:abstract )?(interface|class|function|const|let|type|enum) ([\w$]+)/
const OPENING = '([{'
const CLOSING = ')]}'

/** Deeper ones are left out, and longer ones: what is so large is for the package's own use. */
const DEEPEST = 4
const LONGEST = 240

/** What the package declares to hosts: read of the compiler's outcome, so that no source has to lie anywhere. */
export interface Surface {
  /** The names of each entry point, and the members of its types. @param union one whose name is enough */
  exports(union: string): string[]
  /** The alternatives of an exported union of objects, by the values of their `type`. */
  alternatives(type: string): string[]
}

function compile(project: string, folder: string): void {
  const compiler = join(
    dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
    'bin/tsc',
  )
  // Types are checked elsewhere.
  const options = ['--emitDeclarationOnly', '--declaration', '--noCheck', '--removeComments']
  const { status, stdout } = spawnSync(
    process.execPath,
    [compiler, '-p', project, '--outDir', folder, ...options],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(stdout)
}

/**
 * A union of objects that the package exports, as the compiler spells it out: it may be derived from a table.
 *
 * @param folder an empty one
 */
function spelledOut(type: string, folder: string): string {
  const source = relative(folder, join(process.cwd(), 'src', 'index.ts'))
  const compilerOptions = { rootDir: '/', types: [] }
  const project = {
    extends: join(process.cwd(), 'src', 'tsconfig.json'),
    compilerOptions,
    files: ['spelled.ts'],
    include: [],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project))
  writeFileSync(
    join(folder, 'spelled.ts'),
    `import type { ${type} } from '${source}'
declare function spell<Type>(): Type extends unknown ? { [Name in keyof Type]: Type[Name] } : never
export const spelled = spell<${type}>()
`,
  )
  const out = join(folder, 'out')
  compile(folder, out)
  return readFileSync(join(out, relative('/', folder), 'spelled.d.ts'), 'utf8')
    .replaceAll(/import\("[^"]*"(?:, \{[^)]*\})?\)\./g, '')
    .replaceAll('"', "'")
    .replaceAll(/\s+/g, ' ')
}

/** Compiles the declarations into a folder, which takes some seconds. */
export function declarationsIn(folder: string): Surface {
  compile('src', folder)
  const { name: own, exports } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest
  const entries = Object.entries(exports).flatMap(([path, conditions]) =>
    typeof conditions === 'string'
      ? []
      : [[join(own, path), join(folder, relative('dist', conditions.types))] as const],
  )
  return surfaceOf(new Map(entries), folder)
}

/** @param entries files of declarations in the folder, by what hosts import */
function surfaceOf(entries: ReadonlyMap<string, string>, folder: string): Surface {
  const modules = new Map<string, Module>()

  function moduleAt(file: string): Module {
    const known = modules.get(file)
    if (known) return known
    const read = readModule(file)
    modules.set(file, read)
    return read
  }

  /** What an import or an export comes to; undefined for what other packages declare. */
  function resolve({ file, name }: Elsewhere): Declaration | undefined {
    if (!existsSync(file)) return undefined
    const { declared, exported, imported, all } = moduleAt(file)
    const own = declared.get(name)
    if (own) return own
    const elsewhere = exported.get(name) ?? imported.get(name)
    if (elsewhere) return resolve(elsewhere)
    return all.map((from) => resolve({ file: from, name })).find((found) => found !== undefined)
  }

  const namesOf = (file: string): string[] => [
    ...moduleAt(file).exported.keys(),
    ...moduleAt(file).all.flatMap(namesOf),
  ]
  const entryNames = [...entries].flatMap(([entry, file]) =>
    namesOf(file).map((name) => ({ entry, name, declaration: resolve({ file, name }) })),
  )
  /** What hosts call it by. */
  const published = new Map(
    entryNames.flatMap(({ name, declaration }) =>
      declaration ? [[declaration, name] as const] : [],
    ),
  )

  /** A text with the names of types that nobody outside can name replaced by what they stand for. */
  function written(file: string, text: string, within: readonly Declaration[] = []): string {
    return text.replaceAll(
      /'[^']*'|"[^"]*"|typeof (?=[A-Z])|import\("([^"]+)"\)\.(\w+)|(?<![.\w$])([A-Z]\w*)\b(?!\??:)/g,
      (whole, from: string | undefined, member: string | undefined, local: string | undefined) => {
        const place =
          from === undefined || member === undefined
            ? local === undefined
              ? undefined
              : { file, name: local }
            : { file: fileOf(file, from), name: member }
        const declaration = place && resolve(place)
        // A value's type is written out with the value.
        if (whole === 'typeof ') return ''
        if (!declaration) return member ?? whole
        const name = published.get(declaration)
        if (name !== undefined) return name
        if (within.includes(declaration) || within.length >= DEEPEST) return '…'
        const meaning = meaningOf(declaration, [...within, declaration])
        return meaning.length > LONGEST ? '…' : meaning
      },
    )
  }

  function meaningOf(declaration: Declaration, within: readonly Declaration[]): string {
    const { file, kind, name, texts } = declaration
    const [text = ''] = texts
    const rest = text.slice(name.length)
    if (kind === 'interface') return `{ ${membersOf(declaration, within).join('; ')} }`
    if (kind === 'const') return written(file, rest.replace(/^: /, ''), within)
    if (kind !== 'type') return '…'
    // What stands for a type with parameters is told where it is, by its own members.
    if (rest.startsWith('<')) return '…'
    const meaning = written(file, rest.replace(/^ = /, ''), within)
    return / [|&] |=>/.test(meaning) ? `(${meaning})` : meaning
  }

  /** Those of an interface or a class, and what they are inherited from. */
  function membersOf(declaration: Declaration, within: readonly Declaration[] = []): string[] {
    const { file, texts } = declaration
    return texts.flatMap((text) => {
      const { head, body } = bodyOf(text)
      const own = pieces(body, ';')
        .filter((member) => !/^(?:private |#)/.test(member))
        .map((member) => written(file, member, within))
      const [, bases = ''] = / extends (.*)$/.exec(head) ?? []
      const inherited = pieces(bases, ',').flatMap((base) => inheritedFrom(file, base, within))
      return [...inherited, ...own]
    })
  }

  function inheritedFrom(file: string, base: string, within: readonly Declaration[]): string[] {
    const [, how, of, names] = /^(Pick|Omit)<([^,]+), (.+)>$/.exec(base) ?? []
    if (how !== undefined && of !== undefined && names !== undefined) {
      const listed = [...written(file, names, within).matchAll(/'(\w+)'|"(\w+)"/g)].map(
        ([, single, double]) => single ?? double,
      )
      return inheritedFrom(file, of, within).filter(
        (member) => listed.includes(nameOf(member)) === (how === 'Pick'),
      )
    }
    const declaration = /^\w+$/.test(base) ? resolve({ file, name: base }) : undefined
    return declaration?.kind === 'interface'
      ? membersOf(declaration, within)
      : [`(extends ${written(file, base, within)})`]
  }

  function linesOf(entry: string, name: string, declaration: Declaration | undefined): string[] {
    if (!declaration) return [`${entry} ${name}`]
    const { file, kind, texts } = declaration
    const called = (text: string): string => name + text.slice(declaration.name.length)
    switch (kind) {
      case 'interface':
      case 'class':
        return [
          `${entry} ${kind} ${called(bodyOf(texts[0] ?? '').head)}`.replace(/ extends .*$/, ''),
          ...membersOf(declaration).map((member) => `${entry} ${name}: ${member}`),
        ]
      default:
        return texts.map(
          (text) => `${entry} ${kind} ${name}${written(file, text.slice(declaration.name.length))}`,
        )
    }
  }

  return {
    exports: (union) =>
      entryNames.flatMap(({ entry, name, declaration }) =>
        linesOf(entry, name, name === union ? undefined : declaration),
      ),
    alternatives(type) {
      const [declaration] = [...published].find(([, name]) => name === type) ?? []
      if (!declaration) throw new Error(`no entry point exports ${type}`)
      const text = spelledOut(type, mkdtempSync(join(folder, 'spelled-')))
      const objects = text.match(/\{(?:[^{}]|\{[^{}]*\})*\}/g) ?? []
      const alternatives = objects.map((object) =>
        pieces(object.slice(1, -1), ';').map((member) => written(declaration.file, member)),
      )
      const [first = []] = alternatives
      const common = first.filter((member) => alternatives.every((each) => each.includes(member)))
      return alternatives.reduce<string[]>(
        (lines, members) => {
          const tag = members.find((member) => nameOf(member) === 'type')
          const [, name = ''] = /'([^']*)'/.exec(tag ?? '') ?? []
          const own = members.filter((member) => member !== tag && !common.includes(member))
          return [...lines, name, ...own.map((member) => `${name}: ${member}`)]
        },
        common.map((member) => `all: ${member}`),
      )
    },
  }
}

const nameOf = (member: string): string => /^(?:readonly )?([\w$]+)/.exec(member)?.[1] ?? member

/** Where a file's import leads. */
const fileOf = (file: string, target: string): string =>
  target.startsWith('.') ? join(dirname(file), target).replace(/(?:\.[jt]s)?$/, '.d.ts') : target

/** What is between the outermost braces, and what stands before. */
function bodyOf(text: string): { readonly head: string; readonly body: string } {
  const start = text.indexOf('{')
  return { head: text.slice(0, start).trim(), body: text.slice(start + 1, text.lastIndexOf('}')) }
}

/** The parts between separators that stand in no brackets. */
function pieces(text: string, separator: ',' | ';'): string[] {
  const found: string[] = []
  let depth = 0
  let start = 0
  let quote = ''
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (quote !== '') {
      if (character === quote) quote = ''
    } else if (`'"\``.includes(character)) quote = character
    else if (OPENING.includes(character) || character === '<') depth += 1
    else if (CLOSING.includes(character) || (character === '>' && text.charAt(at - 1) !== '='))
      depth -= 1
    else if (character === separator && depth === 0) {
      found.push(text.slice(start, at))
      start = at + 1
    }
  }
  return [...found, text.slice(start)].map((piece) => piece.trim()).filter((piece) => piece !== '')
}

/** The statements of a file of declarations: one ends with a semicolon, or with the body of what has one. */
function statementsOf(text: string): string[] {
  const found: string[] = []
  let depth = 0
  let start = 0
  let quote = ''
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (quote !== '') {
      if (character === quote) quote = ''
      continue
    }
    if (`'"\``.includes(character)) quote = character
    else if (OPENING.includes(character)) depth += 1
    else if (CLOSING.includes(character)) depth -= 1
    if (depth > 0) continue
    const sofar = text.slice(start, at + 1).trim()
    const hasBody = /^(?:export )?(?:declare )?(?:abstract )?(?:interface|class|enum) /.test(sofar)
    if (character === ';' || (character === '}' && hasBody)) {
      found.push(sofar.replace(/;$/, ''))
      start = at + 1
    }
  }
  return found.filter((statement) => statement !== '')
}

function readModule(file: string): Module {
  const declared = new Map<string, Declaration>()
  const exported = new Map<string, Elsewhere>()
  const imported = new Map<string, Elsewhere>()
  const all: string[] = []
  for (const statement of statementsOf(readFileSync(file, 'utf8').replaceAll(/\s+/g, ' '))) {
    const [, way, list, target] =
      /^(import|export)(?: type)? \{(.*)\}(?: from ['"](.*)['"])?$/.exec(statement) ?? []
    const [, star] = /^export \* from ['"](.*)['"]$/.exec(statement) ?? []
    const [, kind, name] = DECLARATION.exec(statement) ?? []
    if (star !== undefined) all.push(fileOf(file, star))
    else if (way !== undefined && list !== undefined) {
      const from = target === undefined ? file : fileOf(file, target)
      for (const each of pieces(list, ',')) {
        const [there = '', here = there] = each.replace(/^type /, '').split(' as ')
        const names = way === 'import' ? imported : exported
        names.set(here, { file: from, name: there })
      }
    } else if (kind !== undefined && name !== undefined) {
      const text = statement.slice(statement.indexOf(`${kind} ${name}`) + kind.length + 1)
      const known = declared.get(name)
      if (known) known.texts.push(text)
      else declared.set(name, { file, name, kind, texts: [text] })
      if (statement.startsWith('export ')) exported.set(name, { file, name })
    }
  }
  return { declared, exported, imported, all }
}
