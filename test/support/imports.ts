import { posix } from 'node:path'

export interface Import {
  /** Relative to `src/`. */
  readonly file: string
  readonly target: string
  /** Gone at run time: `import type`, `export type`, or braces in which every name is a type. */
  readonly typeOnly: boolean
}

/** `import … from 'x'`, `export … from 'x'` and `import 'x'`, on one line or several. */
const STATIC = /^\s*(import|export)\b(?:([^'"`;=()]*?)\bfrom\s*)?\s*['"]([^'"]+)['"]/gm
/** `import('x')`, which may stand in a type, and `require('x')`. */
const DYNAMIC = /\b(?:import|require)\s*\(\s*['"`]([^'"`]+)['"`]/g

export function importsOf(file: string, source: string): Import[] {
  const found: Import[] = []
  for (const [, , clause = '', target = ''] of source.matchAll(STATIC)) {
    found.push({ file, target, typeOnly: isTypeOnly(clause) })
  }
  for (const [, target = ''] of source.matchAll(DYNAMIC)) {
    found.push({ file, target, typeOnly: false })
  }
  return found
}

function isTypeOnly(clause: string): boolean {
  if (/^\s*type\b/.test(clause)) return true
  const braces = /^\s*\{([^}]*)\}\s*$/.exec(clause)?.[1]
  const names = braces?.split(',').filter((name) => name.trim() !== '') ?? []
  return names.length > 0 && names.every((name) => /^\s*type\s/.test(name))
}

/** `@koa/router` of `@koa/router/lib/x`; with its prefix for what comes with Node. */
export function packageOf(target: string): string {
  if (target.startsWith('node:')) return target
  return target.split('/', target.startsWith('@') ? 2 : 1).join('/')
}

/** Folders whose folders are rooms of their own: what is in one knows nothing of its neighbours. */
const FLOORS: readonly string[] = ['methods', 'kits']

/** The folder of `src/` that a file is in; its own name for a file of `src/` itself. */
export function roomOf(file: string): string {
  const [first = '', second] = file.split('/')
  return FLOORS.includes(first) ? `${first}/${second}` : first
}

/** Files that import one another, directly or by others (Tarjan's strongly connected components). */
export function circlesIn(imports: readonly Import[]): string[][] {
  const next = new Map<string, string[]>()
  for (const { file, target } of imports) {
    if (!target.startsWith('.')) continue
    const to = posix.normalize(posix.join(posix.dirname(file), target))
    next.set(file, [...(next.get(file) ?? []), to])
  }
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const open: string[] = []
  const circles: string[][] = []
  const visit = (file: string): number => {
    const place = order.size
    order.set(file, place)
    lowest.set(file, place)
    open.push(file)
    for (const to of next.get(file) ?? []) {
      const reached = order.has(to) ? (open.includes(to) ? order.get(to) : undefined) : visit(to)
      lowest.set(file, Math.min(lowest.get(file) ?? place, reached ?? place))
    }
    const low = lowest.get(file) ?? place
    if (low === place) {
      const circle = open.splice(open.indexOf(file))
      if (circle.length > 1) circles.push(circle.toSorted())
    }
    return low
  }
  for (const file of next.keys()) if (!order.has(file)) visit(file)
  return circles
}
