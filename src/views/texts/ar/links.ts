import type { LinkTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

export const links: LinkTexts = {
  back_to_application: (name) => (name === undefined ? 'العودة إلى التطبيق' : `العودة إلى ${name}`),
  sign_in_again: () => 'تسجيل الدخول من جديد',
  account: () => 'حسابك',
  sign_out: () => 'تسجيل الخروج',
  home: () => 'صفحة البداية',
  demo: () => 'تطبيق تجريبي',
  mails: () => 'الرسائل',
  metadata: () => 'بيانات المزوّد الوصفية',
}

export const linkHints: LinkTexts = {
  back_to_application: () => 'من حيث أتيت',
  sign_in_again: () => 'بالحساب نفسه أو بحساب آخر',
  account: () => 'المصادقة الثنائية وأجهزتك',
  sign_out: () => 'إنهاء الجلسة في هذا المتصفح',
  home: () => 'ما هذه الخدمة',
  demo: () => 'شاهد تسجيل دخول بعامل ثانٍ ومن دونه',
  mails: () => 'ما كان سيُرسَل لو كان هناك خادم بريد',
  metadata: () => 'للمطوّرين: نقاط الوصول وما هو مدعوم',
}

export const landing: Texts['landing'] = {
  heading: 'خدمة تسجيل الدخول',
  lead: 'ترسلك التطبيقات إلى هنا لتسجيل الدخول، ثم تعيدك بعد الانتهاء. نادرًا ما تحتاج إلى القدوم إلى هنا مباشرةً.',
  links: 'إلى أين تذهب',
  issuer: 'جهة الإصدار:',
}
