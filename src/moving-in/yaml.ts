import { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml'
import { MalformedFile, lineAt, type SourceFile } from './entry.ts'
import type { JsonFile } from './json.ts'
import { textOf, unexpected } from './text.ts'

/**
 * YAML of which each mapping and list is found again by its line. Aliases are refused: a few lines of them come to more than
 * fits into memory, and no export has any.
 *
 * @throws MalformedFile with the line
 */
export function readYaml(file: SourceFile): JsonFile {
  const text = textOf(file)
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, schema: 'core', merge: false })
  const lineOf = (offset: number): number => counter.linePos(offset).line
  const [error] = document.errors
  if (error) unexpected(`not YAML: ${error.code}`, lineOf(error.pos[0]))
  const lines = new WeakMap<object, number>()

  function valueOf(node: unknown): unknown {
    if (isAlias(node)) throw new MalformedFile('an alias, which is not read', lineAt(placeIn(node)))
    if (isScalar(node)) return node.value
    if (isSeq(node)) return known(node.items.map(valueOf), placeIn(node))
    if (!isMap(node)) return null
    const value: Record<string, unknown> = {}
    for (const { key, value: one } of node.items) {
      const name = String(isScalar(key) ? key.value : '')
      Object.defineProperty(value, name, {
        value: valueOf(one),
        writable: true,
        enumerable: true,
        configurable: true,
      })
    }
    return known(value, placeIn(node))
  }

  const placeIn = (node: { range?: readonly number[] | null }): number =>
    lineOf(node.range?.[0] ?? 0)

  function known<Part extends object>(part: Part, line: number): Part {
    lines.set(part, line)
    return part
  }

  return {
    value: valueOf(document.contents),
    placeOf: (part) => lineAt(lines.get(part as object) ?? 1),
  }
}
