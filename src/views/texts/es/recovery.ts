import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const progress: Texts['progress'] = (step, steps) => `Paso ${step} de ${steps}`

export const recoveryCode: Texts['recoveryCode'] = {
  heading: 'Escriba un código de recuperación',
  label: 'Código de recuperación',
  hint: 'Tres grupos de cinco letras y dígitos. Las mayúsculas, los espacios y los guiones no importan.',
  toCode: 'Usar un código de un dispositivo',
  help: '¿Dónde encuentro mis códigos de recuperación?',
  helpWhere:
    'Cuando configuró el segundo paso, se le pidió que guardara diez códigos de recuperación: en un archivo, en papel o en un gestor de contraseñas.',
  helpOnce: 'Cada código funciona una sola vez, en cualquier orden.',
  helpLost: 'Si no tiene ni un dispositivo ni un código, pida ayuda a un administrador.',
}

export const recoveryCodes: Texts['recoveryCodes'] = {
  headings: {
    issued: 'Guarde sus códigos de recuperación',
    regenerated: 'Guarde sus códigos de recuperación nuevos',
    seen: 'Sus códigos de recuperación',
  },
  leads: {
    issued:
      'Si pierde el teléfono, cada uno de estos códigos le permite entrar una vez, en lugar de un código de la app. Guárdelos donde los encuentre sin el teléfono.',
    regenerated:
      'Los códigos anteriores ya no funcionan. Cada uno de estos le permite entrar una vez, en lugar de un código de la app. Guárdelos donde los encuentre sin el teléfono.',
    seen: 'Cada código le permite entrar una vez, en lugar de un código de la app.',
  },
  shownFor: (minutes) => `Esta página los muestra durante ${minutes} minutos.`,
  list: 'Códigos de recuperación',
  used: 'usado',
  copy: 'Copiar',
  copied: 'Copiado',
  copyFailed: 'Selecciónelos y cópielos a mano.',
  download: 'Descargar',
  print: 'Imprimir',
  saved: 'Ya los he guardado',
  regenerate: 'Obtener códigos nuevos',
}

export const recoveryFile: Texts['recoveryFile'] = {
  heading: (product, account) => `Códigos de recuperación de ${account} en ${product}`,
  made: (date) => `Creados el ${date}.`,
  lead: 'Cada código le permite entrar una vez, en lugar de un código de la app.',
  used: 'usado',
}

export const recoveryCodesLeft: Texts['recoveryCodesLeft'] = {
  headingUsed: 'Ha usado un código de recuperación',
  headingFew: 'Le quedan pocos códigos de recuperación',
  left: (left) => {
    if (left === 0) return 'No le queda ningún código de recuperación.'
    return formats.plural(left, {
      one: `Le queda ${left} código de recuperación.`,
      other: `Le quedan ${left} códigos de recuperación.`,
    })
  },
  addDevice:
    '¿Ha perdido su dispositivo? Añada uno nuevo aquí para usar su código la próxima vez que inicie sesión.',
  addDeviceMissing:
    'Añada un dispositivo ahora para usar su código la próxima vez que inicie sesión.',
  add: 'Añadir un dispositivo nuevo',
  getNew: 'Cuando haya iniciado sesión, obtenga códigos nuevos en su cuenta:',
  getNewElsewhere: 'Obtenga códigos nuevos antes de que los necesite.',
  goOn: (application) => `Continuar en ${application}`,
}

export const recoveryCodesOver: Texts['recoveryCodesOver'] = {
  heading: 'Sus códigos de recuperación ya no se muestran',
  lead: 'Se crearon para su cuenta y funcionan. La página los muestra solo un rato, para que nadie los encuentre en una pantalla abierta.',
  getNew: 'Si no los ha guardado, obtenga otros nuevos en su cuenta una vez iniciada la sesión:',
  getNewElsewhere: 'Si no los ha guardado, obtenga otros nuevos antes de necesitarlos.',
}
