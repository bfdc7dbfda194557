import type { Configuration } from '../config/configuration.ts'

/** Client ids that resources list. */
export const listedIn = ({ resources }: Pick<Configuration, 'resources'>): readonly string[] => [
  ...new Set(resources.flatMap(({ clients = {} }) => Object.keys(clients))),
]
