import type { PermissionTexts } from '../codes.ts'

export const permissions: PermissionTexts = {
  openid: 'See your account ID',
  profile: 'See your name and your profile',
  email: 'See your email address',
  phone: 'See your phone number',
  address: 'See your postal address',
  offline_access: 'Keep this access while you are away',
  name: 'See your name',
  email_verified: 'See your email address',
  phone_number: 'See your phone number',
  birthdate: 'See your date of birth',
  groups: 'See the groups that you are in',
  acr: 'See how and when you signed in',
  amr: 'See how and when you signed in',
  auth_time: 'See how and when you signed in',
}

export const consent = {
  heading: (application: string) => `Allow ${application}?`,
  lead: (application: string) => `${application} would like to:`,
  api: (resource: string) => `At ${resource}:`,
  destination: (host: string) => `You’ll be returned to ${host}.`,
  lasts: 'This stays allowed until you remove access in your account.',
  website: 'Its website:',
  allow: 'Allow',
  deny: 'Do not allow',
}
