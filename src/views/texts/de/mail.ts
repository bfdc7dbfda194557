import type { MailTexts } from '../mail-texts.ts'
import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

const ifYou = 'Wenn Sie das waren, müssen Sie nichts tun.'

/** Two steps: shut out whoever has the password, then look at what they may have left. */
const notYou = [
  ifYou,
  'Wenn Sie das nicht waren, kann jemand anderes auf Ihr Konto zugreifen. Legen Sie sofort ein neues Passwort fest: Das beendet alle Sitzungen.',
  'Sehen Sie danach Ihre Geräte und Ihre Aktivität durch und entfernen Sie, was nicht von Ihnen ist.',
] as const

const administrator =
  'Wenn Sie nicht darum gebeten haben, sagen Sie den Betreibern dieses Dienstes Bescheid und sehen Sie sich Ihr Konto an.'

const kinds: MailTexts = {
  device_added: {
    subject: 'Ihrem Konto wurde ein Gerät hinzugefügt',
    told: ({ name }) => [
      `„${name}“ wurde hinzugefügt. Seine Codes gelten jetzt beim Anmelden als zweiter Schritt.`,
    ],
    otherwise: notYou,
  },
  device_removed: {
    subject: 'Ein Gerät wurde aus Ihrem Konto entfernt',
    told: ({ name }) => [`„${name}“ wurde entfernt. Seine Codes gelten nicht mehr.`],
    otherwise: notYou,
  },
  recovery_code_used: {
    subject: 'Ein Wiederherstellungscode Ihres Kontos wurde benutzt',
    told: ({ remaining }) => [
      'Jemand hat sich mit einem Ihrer Wiederherstellungscodes angemeldet. Dieser Code gilt nicht noch einmal.',
      remaining === 0
        ? 'Es war der letzte. Erstellen Sie neue, damit Sie auch ohne Ihre Geräte in Ihr Konto kommen.'
        : formats.plural(remaining, {
            one: `Es ist noch ${remaining} Wiederherstellungscode übrig.`,
            other: `Es sind noch ${remaining} Wiederherstellungscodes übrig.`,
          }),
      ...(remaining === 0 ? [] : [ifYou]),
    ],
    otherwise: notYou.slice(1),
  },
  recovery_codes_regenerated: {
    subject: 'Ihr Konto hat neue Wiederherstellungscodes',
    told: () => [
      'Es wurden neue Wiederherstellungscodes erstellt. Die bisher gespeicherten gelten nicht mehr.',
    ],
    otherwise: notYou,
  },
  second_factor_off: {
    subject: 'Die Zwei-Faktor-Authentifizierung wurde ausgeschaltet',
    told: () => [
      'Die Zwei-Faktor-Authentifizierung ist aus: Ihr Passwort allein öffnet jetzt Ihr Konto.',
      'Auf der Seite Ihres Kontos können Sie sie wieder einschalten.',
    ],
    otherwise: notYou,
  },
  second_factor_reset: {
    subject: 'Ihre Zwei-Faktor-Authentifizierung wurde von der Administration zurückgesetzt',
    told: () => [
      'Ihre Administration hat alle Ihre Geräte und Wiederherstellungscodes entfernt und Ihre Sitzungen beendet.',
      'Ihr Passwort allein öffnet jetzt Ihr Konto. Melden Sie sich an und fügen Sie wieder ein Gerät hinzu.',
    ],
    otherwise: [administrator],
  },
  password_changed: {
    subject: 'Ihr Passwort wurde geändert',
    told: ({ byAdministrator }) =>
      byAdministrator
        ? [
            'Ihre Administration hat ein neues Passwort für Ihr Konto festgelegt und Ihre Sitzungen beendet.',
          ]
        : ['Ihr Konto hat ein neues Passwort. Das alte gilt nicht mehr.'],
    otherwise: [
      ifYou,
      'Wenn Sie das nicht waren, kann jemand anderes auf Ihr Konto zugreifen. Legen Sie sofort über den Link unten ein anderes Passwort fest: Die E-Mail dafür geht an diese Adresse.',
      'Sehen Sie danach Ihre Geräte und Ihre Aktivität durch und entfernen Sie, was nicht von Ihnen ist.',
    ],
  },
  password_reset_link: {
    subject: 'Neues Passwort festlegen',
    told: ({ minutes }) => [
      'Jemand hat darum gebeten, ein neues Passwort für Ihr Konto festzulegen. Wenn Sie das waren, geht es hier weiter:',
      `Der Link funktioniert nur einmal und gilt ${formats.duration(minutes * 60)}.`,
    ],
    otherwise: [
      'Wenn Sie das nicht waren, tun Sie nichts: Ihr Passwort bleibt, wie es ist. Geben Sie diesen Link niemandem weiter.',
    ],
  },
  account_leaving: {
    subject: 'Ihr Konto wird gelöscht',
    told: ({ until }) => [
      `Ihr Konto wird am ${until} gelöscht, wie Sie es verlangt haben. Bis dahin funktioniert es wie bisher.`,
      'Wenn Sie es sich anders überlegen, melden Sie sich an und wählen Sie „Mein Konto behalten“.',
    ],
    otherwise: notYou,
  },
  account_staying: {
    subject: 'Ihr Konto bleibt bestehen',
    told: () => ['Die Löschung Ihres Kontos wurde zurückgenommen. Es wurde nichts gelöscht.'],
    otherwise: notYou,
  },
  account_removed: {
    subject: 'Ihr Konto wurde gelöscht',
    told: () => [
      'Ihr Konto wurde wie verlangt gelöscht, mit seinen Geräten, Wiederherstellungscodes und Sitzungen.',
      'Was mit ihm geschehen ist, bleibt 180 Tage lang ohne Ihren Namen und ohne Adressen erhalten.',
    ],
    otherwise: ['Wenn Sie Fragen haben, wenden Sie sich an die Betreiber dieses Dienstes.'],
  },
  wrong_codes: {
    subject: 'Möglicherweise kennt jemand Ihr Passwort',
    told: () => [
      'Ihr Passwort war richtig, danach waren mehrere Codes nacheinander falsch. Es wurde niemand angemeldet.',
      'Wenn Sie das waren und die Codes nicht funktionieren, prüfen Sie, ob Ihr Telefon seine Uhrzeit automatisch einstellt, und versuchen Sie es noch einmal.',
    ],
    otherwise: [
      'Wenn Sie das nicht waren, kennt möglicherweise jemand anderes Ihr Passwort. Ihr zweiter Schritt hat den Zugang verhindert. Legen Sie jetzt ein neues Passwort fest.',
      'Sehen Sie danach Ihre Aktivität durch.',
    ],
  },
  wrong_codes_known_browser: {
    subject: 'Mehrere falsche Codes für Ihr Konto',
    told: () => [
      'In einem Browser, den Sie schon benutzt haben, wurden mehrere falsche Codes nacheinander eingegeben. Es wurde niemand angemeldet.',
      'Wenn Sie das waren und die Codes nicht funktionieren, prüfen Sie, ob Ihr Telefon seine Uhrzeit automatisch einstellt, und versuchen Sie es noch einmal.',
    ],
    otherwise: [
      'Wenn Sie das nicht waren, kennt jemand Ihr Passwort, der diesen Browser benutzen kann. Legen Sie jetzt ein neues Passwort fest.',
      'Sehen Sie danach Ihre Aktivität durch.',
    ],
  },
  account_locked: {
    subject: 'Ihr Konto ist gesperrt',
    told: ({ factor }) => [
      factor === 'password'
        ? 'Es wurden zu viele falsche Passwörter nacheinander eingegeben. Für Ihr Konto wird kein Passwort angenommen, bis Sie über den Link unten ein neues festlegen oder die Administration es entsperrt.'
        : 'Es wurden zu viele falsche Codes nacheinander eingegeben. Für Ihr Konto wird kein Code angenommen, bis die Administration es entsperrt: Wenden Sie sich an die Betreiber dieses Dienstes.',
    ],
    otherwise: [
      'Wenn Sie das nicht waren, hat jemand anderes versucht, in Ihr Konto zu gelangen. Legen Sie ein neues Passwort fest und sehen Sie danach Ihre Aktivität durch.',
    ],
  },
  email_change_link: {
    subject: 'Bestätigen Sie Ihre neue E-Mail-Adresse',
    told: ({ minutes }) => [
      'Diese Adresse wurde für ein Konto eingegeben. Wenn Sie das waren, öffnen Sie diesen Link in einem Browser, in dem Sie bei diesem Konto angemeldet sind:',
      `Der Link funktioniert einmal, ${formats.duration(minutes * 60)} lang.`,
    ],
    otherwise: [
      'Wenn Sie das nicht waren, tun Sie nichts: Es ändert sich nichts. Geben Sie diesen Link niemandem weiter.',
    ],
  },
  email_changed: {
    subject: 'Die E-Mail-Adresse Ihres Kontos wurde geändert',
    told: ({ hours }) => [
      'E-Mails zu Ihrem Konto gehen jetzt an eine andere Adresse. Wenn Sie sie nicht geändert haben, machen Sie die Änderung hier rückgängig:',
      `Der Link funktioniert ${formats.duration(hours * 3600)} lang.`,
    ],
    otherwise: [
      'Wenn Sie das nicht waren, hat jemand anderes Zugang zu Ihrem Konto. Machen Sie die Änderung rückgängig, legen Sie dann ein neues Passwort fest und sehen Sie Ihre Geräte durch.',
    ],
  },
}

export const mail: Texts['mail'] = {
  kinds,
  when: 'Wann',
  where: 'Von wo',
  browser: 'Browser',
  address: (address) => `Adresse ${address}`,
  unknownBrowser: 'Nicht bekannt',
  browserOnSystem: (browser, system) => `${browser} unter ${system}`,
  account: 'Konto',
  accountAt: (login, issuer) => `${login} bei ${issuer}`,
  byWhen: 'Handeln bis',
  immediately: 'Sofort, wenn Sie das nicht waren',
  device: 'Code von',
  notMe: 'Das war ich nicht: was zu tun ist',
  byOperator: 'Durch die Betreiber dieses Dienstes',
  reset: 'Neues Passwort festlegen',
  confirmEmail: 'Diese Adresse bestätigen',
  undoEmail: 'Änderung rückgängig machen',
  toAccount: 'Ihr Konto',
  footer: (product) =>
    `${product} hat diese E-Mail automatisch verschickt, um Ihr Konto zu schützen. Antworten werden nicht gelesen.`,
}

export const devMail: Texts['devMail'] = {
  heading: 'E-Mails',
  lead: 'Es ist kein Mailserver eingerichtet, deshalb stehen die E-Mails hier. Die neueste steht oben.',
  empty: 'Seit dem Start des Servers wurde keine E-Mail verschickt.',
  to: (address) => `An ${address}`,
  html: 'Als HTML ansehen',
  text: 'Als Text',
  back: 'Alle E-Mails',
}
