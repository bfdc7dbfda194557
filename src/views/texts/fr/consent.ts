import type { PermissionTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

export const permissions: PermissionTexts = {
  openid: 'Voir l’identifiant de votre compte',
  profile: 'Voir votre nom et votre profil',
  email: 'Voir votre adresse e-mail',
  phone: 'Voir votre numéro de téléphone',
  address: 'Voir votre adresse postale',
  offline_access: 'Garder cet accès en votre absence',
  name: 'Voir votre nom',
  email_verified: 'Voir votre adresse e-mail',
  phone_number: 'Voir votre numéro de téléphone',
  birthdate: 'Voir votre date de naissance',
  groups: 'Voir les groupes dont vous faites partie',
  acr: 'Voir comment et quand a eu lieu votre connexion',
  amr: 'Voir comment et quand a eu lieu votre connexion',
  auth_time: 'Voir comment et quand a eu lieu votre connexion',
}

export const consent: Texts['consent'] = {
  heading: (application) => `Autoriser ${application}\u202f?`,
  lead: (application) => `${application} souhaite\u202f:`,
  api: (resource) => `Auprès de ${resource}\u202f:`,
  destination: (host) => `Vous retournerez ensuite sur ${host}.`,
  lasts: 'Cet accès reste autorisé jusqu’à ce que vous le retiriez dans votre compte.',
  website: 'Son site web\u202f:',
  allow: 'Autoriser',
  deny: 'Ne pas autoriser',
}
