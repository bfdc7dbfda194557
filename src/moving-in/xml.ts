import { DOMParser, type Element, type Node } from '@xmldom/xmldom'
import { MalformedFile, lineAt, type Place, type SourceFile } from './entry.ts'
import { textOf, unexpected } from './text.ts'

export type XmlElement = Element

/** The root of a file without a document type: it names no entities, and nothing outside is read (XXE). @throws MalformedFile */
export function readXml(file: SourceFile): Element {
  const text = textOf(file)
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) unexpected('it has a document type, which is not read')
  const parser = new DOMParser({
    locator: true,
    onError: (_level, message) => {
      throw new MalformedFile(`not XML: ${message.split('\n')[0] ?? ''}`)
    },
  })
  try {
    const { documentElement } = parser.parseFromString(text, 'text/xml')
    if (documentElement) return documentElement
  } catch (cause) {
    if (cause instanceof MalformedFile) throw cause
    throw new MalformedFile('not XML', undefined, { cause })
  }
  return unexpected('not XML: there is nothing in it')
}

export const placeOf = (element: Element): Place =>
  lineAt('lineNumber' in element ? element.lineNumber : 1)

const isNamed = (node: Node, name: string): node is Element =>
  'localName' in node && String(node.localName).toLowerCase() === name

/** Those of a name, in lower case and without a prefix. */
export const childrenOf = (element: Element, name: string): Element[] =>
  Array.from(element.childNodes).filter((node): node is Element => isNamed(node, name))

/** The first of a name anywhere below. */
export function firstIn(element: Element, name: string): Element | undefined {
  for (const node of Array.from(element.childNodes)) {
    if (isNamed(node, name)) return node
    const found = 'localName' in node && node.localName ? firstIn(node as Element, name) : undefined
    if (found) return found
  }
  return undefined
}

/** Below, by names: `secret`, `plainvalue`. */
export const pathIn = (element: Element | undefined, ...names: readonly string[]) =>
  names.reduce<Element | undefined>((from, name) => from && firstIn(from, name), element)

/** Its text; empty where it is not there. */
export const textIn = (element: Element | undefined, ...names: readonly string[]): string =>
  (pathIn(element, ...names)?.textContent ?? '').trim()

/** In either case, as tags. */
export const attributeOf = (element: Element | undefined, name: string): string =>
  Array.from(element?.attributes ?? []).find((one) => one.localName?.toLowerCase() === name)
    ?.value ?? ''
