import type { Texts } from '../../texts.ts'

export const trust: Texts['trusted']['trust'] = {
  label: (lifetime) => `No pedir un código en este navegador durante ${lifetime}`,
  hint: 'No lo marque en un ordenador que usen también otras personas.',
}

export const browserNames: Texts['trusted']['browserNames'] = {
  both: (browser, system) => `${browser} en ${system}`,
  browser: (browser) => browser,
  system: (system) => `Un navegador en ${system}`,
  unknown: 'Navegador desconocido',
}

export const browsers: Texts['trusted']['browsers'] = {
  heading: 'Navegadores de confianza',
  lead: (lifetime) =>
    `En los navegadores de confianza, su contraseña basta para iniciar sesión durante ${lifetime}. Las aplicaciones pueden pedir un código de todos modos.`,
  here: 'Este navegador',
  trusted: 'De confianza desde el',
  until: 'Hasta el',
  lastUsed: 'Último uso el',
  address: 'Desde la dirección',
  forget: 'Olvidar',
  forgetAll: 'Olvidar todos',
  empty: 'Ningún navegador de confianza.',
  emptyHint:
    'Cuando escriba un código para iniciar sesión, puede elegir que no se le vuelva a pedir en ese navegador.',
  ended:
    'Una contraseña nueva, unos códigos de recuperación nuevos o cualquier dispositivo que añada o elimine ponen fin a esto en todos los navegadores.',
  done: {
    forgotten: (name) =>
      `Se olvidó ${name}. Para iniciar sesión allí vuelve a hacer falta un código.`,
    all_forgotten:
      'Se olvidaron todos los navegadores. Para iniciar sesión vuelve a hacer falta un código.',
  },
}

export const browserForget: Texts['trusted']['browserForget'] = {
  heading: (name) => `¿Olvidar ${name}?`,
  headingHere: '¿Olvidar este navegador?',
  headingAll: '¿Olvidar todos los navegadores?',
  lead: 'Para iniciar sesión allí volverá a hacer falta un código.',
  leadHere:
    'Para iniciar sesión aquí volverá a hacer falta un código, y también para continuar desde aquí.',
  leadAll:
    'Para iniciar sesión volverá a hacer falta un código en cada uno de ellos, y también en este.',
  submit: 'Olvidar',
  submitAll: 'Olvidar todos',
  keep: 'Conservarlo',
  keepAll: 'Conservarlos',
}
