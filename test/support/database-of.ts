import type { Configuration } from '../../src/server/config/configuration.ts'

/** The file that a server on SQLite keeps everything in. */
export function databaseOf({ store }: Pick<Configuration, 'store'>): string {
  if (store.kind !== 'sqlite') throw new Error('there is no file')
  return store.path
}
