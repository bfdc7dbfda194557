import type { PermissionTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

export const permissions: PermissionTexts = {
  openid: 'Ver o identificador da sua conta',
  profile: 'Ver seu nome e seu perfil',
  email: 'Ver seu endereço de e-mail',
  phone: 'Ver seu número de telefone',
  address: 'Ver seu endereço postal',
  offline_access: 'Manter este acesso enquanto você está ausente',
  name: 'Ver seu nome',
  email_verified: 'Ver seu endereço de e-mail',
  phone_number: 'Ver seu número de telefone',
  birthdate: 'Ver sua data de nascimento',
  groups: 'Ver os grupos de que você participa',
  acr: 'Ver como e quando você entrou',
  amr: 'Ver como e quando você entrou',
  auth_time: 'Ver como e quando você entrou',
}

export const consent: Texts['consent'] = {
  heading: (application) => `Permitir o acesso de ${application}?`,
  lead: (application) => `${application} gostaria de:`,
  api: (resource) => `Em ${resource}:`,
  destination: (host) => `Depois, você voltará para ${host}.`,
  lasts: 'Isso continua permitido até você retirar o acesso na sua conta.',
  website: 'Site do aplicativo:',
  allow: 'Permitir',
  deny: 'Não permitir',
}
