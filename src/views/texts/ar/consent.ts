import type { PermissionTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

export const permissions: PermissionTexts = {
  openid: 'الاطلاع على معرّف حسابك',
  profile: 'الاطلاع على اسمك وملفك الشخصي',
  email: 'الاطلاع على بريدك الإلكتروني',
  phone: 'الاطلاع على رقم هاتفك',
  address: 'الاطلاع على عنوانك البريدي',
  offline_access: 'الاحتفاظ بهذا الوصول في غيابك',
  name: 'الاطلاع على اسمك',
  email_verified: 'الاطلاع على بريدك الإلكتروني',
  phone_number: 'الاطلاع على رقم هاتفك',
  birthdate: 'الاطلاع على تاريخ ميلادك',
  groups: 'الاطلاع على المجموعات التي تنتمي إليها',
  acr: 'الاطلاع على كيفية تسجيل دخولك ووقته',
  amr: 'الاطلاع على كيفية تسجيل دخولك ووقته',
  auth_time: 'الاطلاع على كيفية تسجيل دخولك ووقته',
}

export const consent: Texts['consent'] = {
  heading: (application) => `هل تسمح لـ ${application} بالوصول؟`,
  lead: (application) => `يريد ${application}:`,
  api: (resource) => `في ${resource}:`,
  destination: (host) => `ستعود بعد ذلك إلى ${host}.`,
  lasts: 'يظل هذا مسموحًا به إلى أن تلغي الوصول من حسابك.',
  website: 'موقعه على الويب:',
  allow: 'سماح',
  deny: 'عدم السماح',
}
