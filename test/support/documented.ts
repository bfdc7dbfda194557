import { readFileSync } from 'node:fs'

const text = readFileSync('docs/step-up.md', 'utf8')

/**
 * A code block of docs/step-up.md, so that what is tested is what is told.
 *
 * @param having something that tells it from others in the same language
 */
export function documented(
  language: string,
  having = '',
  replacements: Readonly<Record<string, string>> = {},
): string {
  const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
  const found = blocks.filter(([, of, body]) => of === language && body?.includes(having))
  const [block, ...others] = found.map(([, , body]) => body ?? '')
  if (block === undefined || others.length > 0) {
    throw new Error(`${found.length} blocks in ${language} have "${having}"`)
  }
  return Object.entries(replacements).reduce((result, [placeholder, value]) => {
    if (!result.includes(placeholder))
      throw new Error(`the ${language} block has no ${placeholder}`)
    return result.replaceAll(placeholder, value)
  }, block)
}
