import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ejs, { type TemplateFunction } from 'ejs'
import { ConfigurationError } from '../kernel/faults.ts'

interface Compiled {
  readonly source: string
  readonly template: TemplateFunction
}

/** By file: pages and mails take the same ones, and compiling them all is a third of what opening a server takes. */
const compiledBefore = new Map<string, Compiled>()

export type RenderTemplate = (name: string, locals: Readonly<Record<string, unknown>>) => string

/**
 * Compiles every template of the folders, the later folder's winning over the earlier's: at start,
 * so that a mistake in an operator's own view is told then and not to somebody who signs in.
 *
 * Templates are named by their path without `.ejs`. `include(name, locals)` looks a name up in the
 * same table, so an overridden partial shows in every page; ejs's own cache, which is one for the
 * whole process and knows files only, could not tell two sets of folders apart.
 */
export function compileTemplates(folders: readonly string[]): RenderTemplate {
  const templates = new Map<string, TemplateFunction>()
  for (const folder of folders) {
    for (const name of templateNames(folder)) {
      templates.set(name, compile(join(folder, `${name}.ejs`)))
    }
  }

  const render: RenderTemplate = (name, locals) => {
    const template = templates.get(name)
    if (template === undefined) throw new ConfigurationError(`views.${name}`, 'no such template')
    const include = (part: string, own?: object) => render(part, { ...locals, ...own })
    return template({ ...locals, include })
  }
  return render
}

function compile(filename: string): TemplateFunction {
  const source = readFileSync(filename, 'utf8')
  const before = compiledBefore.get(filename)
  if (before?.source === source) return before.template
  // `<name>.txt` is plain text: its lines count, and there is no markup to keep out.
  const options = filename.endsWith('.txt.ejs') ? { escape: String } : { rmWhitespace: true }
  const template = ejs.compile(source, { filename, ...options })
  compiledBefore.set(filename, { source, template })
  return template
}

function templateNames(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ejs'))
      .map((file) => file.slice(0, -'.ejs'.length).replaceAll('\\', '/'))
  } catch (cause) {
    throw new ConfigurationError('views', `the folder ${folder} cannot be read`, { cause })
  }
}
