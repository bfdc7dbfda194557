import { LANGUAGES } from '../../../src/kernel/languages.ts'
import { type Pages } from '../../../src/pages/pages.ts'
import { ACCOUNT_PLACES } from '../../../src/pages/parts.ts'
import type { PageSample } from '../page-samples.ts'

const language: Pages['language'] = {
  action: '/account/language',
  csrf: 'tq3VZbn0',
  frame: {
    accountName: 'anna.lindqvist@example.org',
    signOutHref: '/account/sign-out',
    places: ACCOUNT_PLACES.map((place) => ({
      place,
      href: `/account/${place}`,
      here: place === 'language',
    })),
  },
  languages: LANGUAGES,
  browser: 'en',
  saved: false,
}

export const languageSamples: readonly PageSample[] = [
  { page: 'language', state: 'by-browser', model: language },
  { page: 'language', state: 'chosen', model: { ...language, chosen: 'ja' } },
  { page: 'language', state: 'saved', model: { ...language, chosen: 'ar', saved: true } },
  { page: 'language', state: 'saved-by-browser', model: { ...language, saved: true } },
]
