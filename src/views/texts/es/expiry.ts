import type { Texts } from '../../texts.ts'

export const expiry: Texts['expiry'] = {
  soon: 'Esta página caduca en dos minutos, porque hace un rato que no se hace nada en ella.',
  stay: 'Seguir aquí',
  over: 'Esta página ha caducado. No se cambió nada.',
  again: 'Empezar de nuevo',
}
