import type { PlaceTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

const places: PlaceTexts = {
  security: 'الأمان',
  password: 'كلمة المرور',
  sessions: 'الجلسات',
  applications: 'التطبيقات',
  activity: 'النشاط',
  language: 'اللغة',
}

export const account: Texts['account'] = {
  application: 'حسابك',
  menu: 'حسابك',
  places,
  signOut: 'تسجيل الخروج',
}
