import type { MessageTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

export const messages: MessageTexts = {
  interaction_expired: {
    title: 'Diese Seite ist abgelaufen',
    body: 'Sie war zu lange offen, oder Sie sind hier schon fertig. Gehen Sie zur Anwendung zurück und melden Sie sich neu an.',
  },
  request_invalid: {
    title: 'Die Anfrage der Anwendung ist ungültig',
    body: 'Die Anwendung hat Sie so hierher geschickt, dass wir nicht antworten können. Mit Ihrem Konto ist alles in Ordnung. Wer die Anwendung entwickelt, findet den Grund unten.',
  },
  form_outdated: {
    title: 'Dieses Formular ist veraltet',
    body: 'Es wurde in einem anderen Tab oder vor längerer Zeit geöffnet, deshalb wurde nichts geändert. Öffnen Sie die Seite neu und wiederholen Sie den letzten Schritt.',
  },
  not_found: {
    title: 'Hier ist nichts',
    body: 'Vielleicht ist die Adresse vertippt, oder was sie zeigte, wurde entfernt.',
  },
  unavailable: {
    title: 'Die Anmeldung geht gerade nicht',
    body: 'Ein Teil dieses Dienstes antwortet nicht. Nichts ist verloren. Versuchen Sie es in einer Minute noch einmal.',
  },
  internal: {
    title: 'Bei uns ist etwas schiefgegangen',
    body: 'Es wurde nichts geändert. Versuchen Sie es noch einmal. Passiert es wieder, sagen Sie den Betreibern dieses Dienstes Bescheid.',
  },
  cancelled: {
    title: 'Abgebrochen',
    body: 'Es wurde nichts geändert. Sie können hier jederzeit weitermachen.',
  },
  connected: {
    title: 'Verbunden',
    body: 'Machen Sie an Ihrem Gerät weiter. Diese Seite können Sie schließen.',
  },
  signed_out: {
    title: 'Sie sind abgemeldet',
    body: 'Schließen Sie an einem gemeinsam genutzten Computer auch den Browser.',
  },
  sign_in_impossible: {
    title: 'So können Sie sich nicht anmelden',
    body: 'Die Anwendung verlangt eine stärkere Anmeldung, als dieses Konto bieten kann. Gehen Sie zu ihr zurück oder fragen Sie Ihre Administration.',
  },
  device_limit: {
    title: 'Kein Platz für ein weiteres Gerät',
    body: 'Ihr Konto hat so viele Geräte, wie es haben kann. Entfernen Sie eines und fügen Sie dann das neue hinzu.',
  },
  second_factor_required: {
    title: 'Die Zwei-Faktor-Authentifizierung bleibt eingeschaltet',
    body: 'Sie ist hier Pflicht. Deshalb kann sie nicht ausgeschaltet und Ihr letztes Gerät nicht entfernt werden. Um dieses Gerät zu ersetzen, fügen Sie zuerst das neue hinzu.',
  },
  too_many_attempts: {
    title: 'Zu viele Versuche',
    body: 'Zum Schutz Ihres Kontos nehmen wir im Moment keine weiteren Versuche an. Warten Sie ein wenig und melden Sie sich dann neu an.',
  },
}

export const message: Texts['message'] = {
  reference: 'Kennung:',
  referenceHint: 'Nennen Sie sie, wenn Sie um Hilfe bitten.',
  developer: 'Für die Entwicklung',
  signedOut: 'Ebenfalls abgemeldet:',
  notSignedOut: 'Nicht abgemeldet:',
  notSignedOutHint: 'Melden Sie sich dort ebenfalls ab.',
}
