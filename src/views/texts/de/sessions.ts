import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const sessions: Texts['sessions'] = {
  heading: 'Sitzungen',
  lead: 'Wenn Sie einen dieser Browser nicht kennen, melden Sie ihn ab und ändern Sie Ihr Passwort.',
  browser: (browser, system) => `${browser} unter ${system}`,
  unknownBrowser: 'Unbekannter Browser',
  current: 'Dieser Browser',
  address: 'Adresse',
  device: 'Code von',
  signedIn: 'Angemeldet am',
  lastUsed: 'Zuletzt benutzt am',
  applications: 'Benutzt für',
  onlyAccount: 'Nur diese Seiten',
  end: 'Abmelden',
  endOthers: 'Überall sonst abmelden',
  endOthersHint:
    'In jedem anderen Browser müssen Sie sich neu anmelden. Anwendungen, die für Sie handeln, auch wenn Sie nicht da sind, behalten ihren Zugriff.',
  alone: 'Sie sind sonst nirgends angemeldet.',
  shown: (count) => `Es werden nur die ${count} zuletzt benutzten Browser gezeigt.`,
  ended: (count) =>
    count === 0
      ? 'Er war schon abgemeldet.'
      : formats.plural(count, {
          one: 'Der Browser wurde abgemeldet.',
          other: `${count} Browser wurden abgemeldet.`,
        }),
}

export const applications: Texts['applications'] = {
  heading: 'Anwendungen',
  lead: 'Wem Sie Zugriff erlaubt haben, und was jede Anwendung sehen oder tun darf.',
  empty: 'Nichts hat Zugriff.',
  emptyHint: 'Wenn Sie sich mit diesem Konto bei einer Anwendung anmelden, steht sie hier.',
  website: 'Website der Anwendung:',
  since: 'Seit dem',
  firstParty: 'Gehört zu diesem Dienst und bittet nicht um Erlaubnis.',
  revoke: 'Zugriff entziehen',
  revoked: (application) => `„${application}“ hat keinen Zugriff mehr auf Ihr Konto.`,
}

export const applicationRevoke: Texts['applicationRevoke'] = {
  heading: (application) => `„${application}“ den Zugriff entziehen?`,
  lead: 'Die Anwendung bekommt nichts mehr aus Ihrem Konto, bis Sie sich dort wieder anmelden und es erlauben.',
  leadFirstParty:
    'Die Anwendung bekommt nichts mehr aus Ihrem Konto, bis Sie sich dort wieder anmelden. Sie gehört zu diesem Dienst, deshalb werden Sie nicht um Erlaubnis gebeten.',
  hint: 'Vielleicht zeigt die Anwendung Sie noch eine Weile als angemeldet an. Melden Sie sich auch dort ab.',
  submit: 'Zugriff entziehen',
  keep: 'Beibehalten',
}
