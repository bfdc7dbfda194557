import type { Configuration } from './config/configuration.ts'

export async function serve(_configuration: Configuration): Promise<void> {
  throw new Error('the server is not part of this build')
}
