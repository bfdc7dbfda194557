import type { Texts } from '../../texts.ts'

export const forward: Texts['forward'] = {
  toApplication: (application) => `Zurück zu ${application}`,
  toApplicationLead: (application) =>
    `Sie werden zu ${application} zurückgebracht. Wenn nichts geschieht, wählen Sie „Weiter“.`,
  signOut: 'Abmelden',
  signOutLead: 'Hier ist niemand angemeldet. Wählen Sie „Weiter“, um fortzufahren.',
  switchAccount: 'Konto wechseln',
  switchAccountLead:
    'In diesem Browser ist ein anderes Konto angemeldet. Es wird zuerst abgemeldet.',
  connect: 'Ein Gerät verbinden',
  connectLead: 'Wählen Sie „Weiter“, um zu sehen, welche Anwendung sich verbinden möchte.',
}
