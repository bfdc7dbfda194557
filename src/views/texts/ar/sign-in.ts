import type { ReasonTexts } from '../codes.ts'
import type { Texts } from '../../texts.ts'

export const signIn: Texts['signIn'] = {
  heading: 'تسجيل الدخول',
  headingPassword: 'أدخِل كلمة المرور',
  headingPasswordAndCode: 'أدخِل كلمة المرور والرمز',
  lead: (application) => `للمتابعة إلى ${application}`,
  headingAgain: 'أكّد هويتك',
  leadAgain: (application) => `يطلب منك ${application} تسجيل الدخول مرة أخرى.`,
  login: 'الاسم أو البريد الإلكتروني',
  otherName: 'لست أنت؟',
  code: 'الرمز',
  codeHint: 'الأرقام الستة في تطبيق المصادقة، أو أحد رموز الاسترداد.',
}

export const reasons: ReasonTexts = {
  account_protected: (application) => `خطوة أخرى للمتابعة إلى ${application}`,
  application_asks: (application) => `يطلب ${application} خطوة ثانية.`,
  too_old: (application) => `يريد ${application} التأكد من أنك ما زلت أنت.`,
}

export const code: Texts['code'] = {
  heading: 'أدخِل الرمز',
  hint: 'افتح تطبيق المصادقة على أيّ من أجهزتك.',
  help: 'الرمز لا يعمل؟',
  helpTime: 'يصلح الرمز نحو 30 ثانية. يجب أن يضبط الهاتف وقته تلقائيًا.',
  toRecovery: 'استخدام رمز استرداد',
  helpRecovery: 'إذا لم يعد لديك أيّ من أجهزتك، فاستخدم رمز استرداد.',
  helpLost: 'إذا لم يعد لديك أيّ من أجهزتك، فاطلب المساعدة من أحد المسؤولين.',
}

export const signOut: Texts['signOut'] = {
  heading: 'هل تريد تسجيل الخروج؟',
  lead: (product) => `سيُسجّل خروجك من ${product} في هذا المتصفح.`,
  leadApplication: (application, product) =>
    `يطلب ${application} تسجيل خروجك من ${product} في هذا المتصفح.`,
  yes: 'تسجيل الخروج',
  no: 'البقاء مسجّلًا',
}
