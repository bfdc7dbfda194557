import type { Texts } from '../../texts.ts'
import { formats } from './language.ts'

export const common: Texts['common'] = {
  title: (heading, product) => `${heading} – ${product}`,
  failedTitle: (title) => `خطأ: ${title}`,
  account: 'الحساب',
  continue: 'متابعة',
  cancel: 'إلغاء',
  notNow: 'ليس الآن',
  back: 'رجوع',
  password: 'كلمة المرور',
  show: 'إظهار',
  hide: 'إخفاء',
  showPassword: 'إظهار كلمة المرور',
  hidePassword: 'إخفاء كلمة المرور',
  code: (digits) => `رمز من ${formats.either(digits)} أرقام`,
  sentWithLastDigit: 'يُرسَل الرمز عند كتابة الرقم الأخير.',
  waitOver: 'يمكنك المحاولة مجددًا الآن.',
}
