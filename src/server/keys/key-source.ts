import type { Command } from './command.ts'

/** What the server has keys for, as the options are called. */
export const KEY_KINDS = ['signing', 'cookies', 'sealing'] as const
export type KeyKind = (typeof KEY_KINDS)[number]

/** Where the keys of one kind are kept: never in the store that they protect. */
export type KeySource =
  /** In the configuration itself, or in a variable: read once. */
  | { readonly kind: 'written' }
  | { readonly kind: 'file'; readonly path: string }
  /** A member of the development profile's `keys.json`, which it made itself. */
  | { readonly kind: 'development'; readonly path: string }
  | { readonly kind: 'command'; readonly command: Command }

export type KeySources = Readonly<Record<KeyKind, KeySource>>
