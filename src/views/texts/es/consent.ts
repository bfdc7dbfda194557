import type { PermissionTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

export const permissions: PermissionTexts = {
  openid: 'Ver el identificador de su cuenta',
  profile: 'Ver su nombre y su perfil',
  email: 'Ver su correo electrónico',
  phone: 'Ver su número de teléfono',
  address: 'Ver su dirección postal',
  offline_access: 'Conservar este acceso cuando usted no esté',
  name: 'Ver su nombre',
  email_verified: 'Ver su correo electrónico',
  phone_number: 'Ver su número de teléfono',
  birthdate: 'Ver su fecha de nacimiento',
  groups: 'Ver los grupos a los que pertenece',
  acr: 'Ver cómo y cuándo inició sesión',
  amr: 'Ver cómo y cuándo inició sesión',
  auth_time: 'Ver cómo y cuándo inició sesión',
}

export const consent: Texts['consent'] = {
  heading: (application) => `¿Permitir el acceso a ${application}?`,
  lead: (application) => `${application} quiere:`,
  api: (resource) => `En ${resource}:`,
  destination: (host) => `Después volverá a ${host}.`,
  lasts: 'Seguirá permitido hasta que usted retire el acceso en su cuenta.',
  website: 'Su sitio web:',
  allow: 'Permitir',
  deny: 'No permitir',
}
