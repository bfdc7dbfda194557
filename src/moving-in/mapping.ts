import { nameKey } from '../people/index.ts'
import { readCsv } from './csv.ts'
import { MalformedFile, type SourceFile } from './entry.ts'

/** Whose account it is here, by what the origin calls them (`nameKey`). */
export type Mapping = ReadonlyMap<string, string>

/** Reads a CSV file with the columns `name`, as the origin has it, and `login`, of the account here. @throws MalformedFile */
export function readMapping(file: SourceFile): Mapping {
  const mapping = new Map<string, string>()
  for (const { place, cell } of readCsv(file, { expected: ['name', 'login'] })) {
    const [name, login] = [nameKey(cell('name')), cell('login').trim()]
    if (name === '' || login === '')
      throw new MalformedFile('a name and a login are expected', place)
    if (mapping.has(name)) throw new MalformedFile('the name is there twice', place)
    mapping.set(name, login)
  }
  return mapping
}
