import type { PermissionTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

export const permissions: PermissionTexts = {
  openid: 'Die Kennung Ihres Kontos sehen',
  profile: 'Ihren Namen und Ihr Profil sehen',
  email: 'Ihre E-Mail-Adresse sehen',
  phone: 'Ihre Telefonnummer sehen',
  address: 'Ihre Postanschrift sehen',
  offline_access: 'Diesen Zugriff behalten, auch wenn Sie nicht da sind',
  name: 'Ihren Namen sehen',
  email_verified: 'Ihre E-Mail-Adresse sehen',
  phone_number: 'Ihre Telefonnummer sehen',
  birthdate: 'Ihr Geburtsdatum sehen',
  groups: 'Die Gruppen sehen, in denen Sie sind',
  acr: 'Sehen, wie und wann Sie sich angemeldet haben',
  amr: 'Sehen, wie und wann Sie sich angemeldet haben',
  auth_time: 'Sehen, wie und wann Sie sich angemeldet haben',
}

export const consent: Texts['consent'] = {
  heading: (application) => `${application} Zugriff erlauben?`,
  lead: (application) => `${application} möchte:`,
  api: (resource) => `Bei ${resource}:`,
  destination: (host) => `Danach kehren Sie zu ${host} zurück.`,
  lasts: 'Das bleibt erlaubt, bis Sie den Zugriff in Ihrem Konto entfernen.',
  website: 'Website der Anwendung:',
  allow: 'Erlauben',
  deny: 'Nicht erlauben',
}
