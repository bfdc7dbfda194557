import type { Texts } from '../../texts.ts'

export const account: Texts['account'] = {
  application: 'حسابك',
  menu: 'حسابك',
  security: 'الأمان',
  signOut: 'تسجيل الخروج',
}
