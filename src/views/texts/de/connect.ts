import type { Texts } from '../../texts.ts'

export const connect: Texts['connect'] = {
  heading: 'Ein Gerät verbinden',
  lead: 'Geben Sie den Code ein, den Ihr Fernseher, Ihre Konsole oder Ihre Befehlszeile zeigt.',
  code: 'Code auf dem Gerät',
  errors: {
    unknown: 'Dieser Code ist nicht bekannt. Vergleichen Sie ihn mit dem auf dem Gerät.',
    expired: 'Dieser Code ist abgelaufen. Lassen Sie sich am Gerät einen neuen geben.',
    declined:
      'Es wurde nichts verbunden. Wenn Sie es doch möchten, lassen Sie sich am Gerät einen neuen Code geben.',
    outdated: 'Diese Seite galt nicht mehr. Geben Sie den Code noch einmal ein.',
    refused:
      'Es wurde nichts verbunden. Die Anwendung verlangt eine stärkere Anmeldung, als dieses Konto bieten kann.',
    used: 'Dieser Code gilt nur einmal. Lassen Sie sich am Gerät einen neuen geben.',
    other_account:
      'Es wurde nichts verbunden. Das Gerät verlangt ein anderes Konto als das, in dem Sie angemeldet sind.',
    impossible: 'Es wurde nichts verbunden. Das Gerät verlangt etwas, das hier nicht möglich ist.',
  },
  confirmHeading: (application) => `${application} verbinden?`,
  confirmLead: 'Zeigt Ihr Gerät diesen Code?',
  from: (address) => `Er wurde von der Adresse ${address} angefordert.`,
  warning:
    'Machen Sie nur weiter, wenn Sie das Gerät vor sich haben. Wer Ihnen diesen Code geschickt hat, käme sonst in Ihr Konto.',
  yes: 'Verbinden',
  no: 'Nicht verbinden',
}
