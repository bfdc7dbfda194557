/** The languages that the pages and mails are written in (BCP 47). */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'pt', 'ja', 'zh-Hans', 'ar'] as const
export type Language = (typeof LANGUAGES)[number]

/**
 * The first language of a preference list that we have. `pt-BR` is answered by `pt`, `zh-CN` by
 * `zh-Hans` and `zh-TW`, which is written differently, by none of ours.
 *
 * @param wanted BCP 47 tags, the best first; what is none is passed over
 * @param offered the languages to choose from
 */
export function matchLanguage(
  wanted: readonly string[],
  offered: readonly Language[] = LANGUAGES,
): Language | undefined {
  for (const tag of wanted) {
    const found = offered.find((language) => isSame(tag, language))
    if (found !== undefined) return found
  }
  return undefined
}

function isSame(tag: string, language: Language): boolean {
  const one = remembered(tag)
  return one !== undefined && one === remembered(language)
}

/** Browsers send the same few tags at every request, and `Intl.Locale` takes its time. */
const known = new Map<string, string | undefined>()

/** Anybody can send any tag: what is remembered stays small. */
const MOST_KNOWN = 500

function remembered(tag: string): string | undefined {
  if (!known.has(tag)) {
    if (known.size >= MOST_KNOWN || tag.length > 35) return written(tag)
    known.set(tag, written(tag))
  }
  return known.get(tag)
}

/** Language and script: what a reader has to understand; the region says how the script is written. */
function written(tag: string): string | undefined {
  try {
    const { language, script } = new Intl.Locale(tag).maximize()
    // "Undetermined" is likely to be nobody's wish for English.
    if (tag.toLowerCase().startsWith('und')) return undefined
    return `${language}-${script ?? ''}`
  } catch {
    return undefined
  }
}
