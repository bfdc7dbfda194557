import type { Texts } from '../../texts.ts'

export const trust: Texts['trusted']['trust'] = {
  label: (lifetime) => `In diesem Browser ${lifetime} lang keinen Code verlangen`,
  hint: 'Wählen Sie das nicht an einem Computer, den auch andere benutzen.',
}

export const browserNames: Texts['trusted']['browserNames'] = {
  both: (browser, system) => `${browser} unter ${system}`,
  browser: (browser) => browser,
  system: (system) => `Browser unter ${system}`,
  unknown: 'Unbekannter Browser',
}

/** A name stands in quotes where a sentence would inflect it. */
export const browsers: Texts['trusted']['browsers'] = {
  heading: 'Vertrauenswürdige Browser',
  lead: (lifetime) =>
    `In Browsern, denen Sie vertrauen, genügt zum Anmelden ${lifetime} lang Ihr Passwort. Anwendungen können trotzdem einen Code verlangen.`,
  here: 'Dieser Browser',
  trusted: 'Vertrauenswürdig seit dem',
  until: 'Bis zum',
  lastUsed: 'Zuletzt benutzt am',
  address: 'Von der Adresse',
  forget: 'Nicht mehr vertrauen',
  forgetAll: 'Keinem mehr vertrauen',
  empty: 'Kein vertrauenswürdiger Browser.',
  emptyHint:
    'Wenn Sie beim Anmelden einen Code eingeben, können Sie wählen, dass in diesem Browser keiner mehr verlangt wird.',
  ended:
    'Ein neues Passwort, neue Wiederherstellungscodes und jedes Gerät, das Sie hinzufügen oder entfernen, beenden das für alle Browser.',
  done: {
    forgotten: (name) =>
      `„${name}“ ist nicht mehr vertrauenswürdig. Zum Anmelden brauchen Sie dort wieder einen Code.`,
    all_forgotten:
      'Kein Browser ist mehr vertrauenswürdig. Zum Anmelden brauchen Sie wieder einen Code.',
  },
}

export const browserForget: Texts['trusted']['browserForget'] = {
  heading: (name) => `„${name}“ nicht mehr vertrauen?`,
  headingHere: 'Diesem Browser nicht mehr vertrauen?',
  headingAll: 'Keinem Browser mehr vertrauen?',
  lead: 'Zum Anmelden brauchen Sie dort wieder einen Code.',
  leadHere:
    'Zum Anmelden brauchen Sie hier wieder einen Code, auch um von hier aus weiterzumachen.',
  leadAll: 'Zum Anmelden brauchen Sie in jedem davon wieder einen Code, auch in diesem.',
  submit: 'Nicht mehr vertrauen',
  submitAll: 'Keinem mehr vertrauen',
  keep: 'Weiter vertrauen',
  keepAll: 'Weiter vertrauen',
}
