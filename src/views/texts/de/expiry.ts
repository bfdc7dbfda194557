import type { Texts } from '../../texts.ts'

export const expiry: Texts['expiry'] = {
  soon: 'Diese Seite läuft in zwei Minuten ab, weil hier eine Weile nichts geschehen ist.',
  stay: 'Hier bleiben',
  over: 'Diese Seite ist abgelaufen. Es wurde nichts geändert.',
  again: 'Neu beginnen',
}
