import type { Language } from '../kernel/languages.ts'

/** The page on which somebody chooses what they read. */
export interface LanguageChoice {
  readonly languages: readonly Language[]
  /** Absent: the browser's. */
  readonly chosen?: Language
  /** What the browser asks for. */
  readonly browser: Language
  /** It was just saved. */
  readonly saved: boolean
}
