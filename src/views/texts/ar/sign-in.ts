import type { ActionTexts, ReasonTexts } from '../codes.ts'
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

export const selectAccount: Texts['selectAccount'] = {
  heading: 'اختر حسابًا',
  same: (account) => `المتابعة باسم ${account}`,
  other: 'استخدام حساب آخر',
  otherHint: (account) => `إذا سجّلت الدخول بحساب آخر، فسيُسجّل خروج ${account} من هذا المتصفح.`,
}

export const reasons: ReasonTexts = {
  account_protected: (application) =>
    `لتسجيل الدخول إلى ${application}، أدخِل رمزًا أيضًا: حسابك محمي بخطوة ثانية.`,
  application_asks: (application) =>
    `للمتابعة، يحتاج ${application} إلى رمز منك: يطلب التطبيق خطوة ثانية.`,
  too_old: (application) =>
    `للمتابعة في ${application}، أدخِل رمزًا جديدًا: يريد التطبيق التأكد من أنك ما زلت أنت.`,
}

export const actions: ActionTexts = {
  open_account: 'لفتح حسابك، أكّد هويتك أولًا.',
  change_password: 'لتغيير كلمة مرورك، أكّد هويتك أولًا.',
  change_email: 'لتغيير عنوان بريدك الإلكتروني، أكّد هويتك أولًا.',
  choose_language: 'لاختيار لغتك، أكّد هويتك أولًا.',
  add_device: 'لإضافة جهاز، أكّد هويتك أولًا.',
  rename_device: 'لإعادة تسمية جهاز، أكّد هويتك أولًا.',
  remove_device: 'لإزالة جهاز، أكّد هويتك أولًا.',
  report_lost_device: 'للإبلاغ عن جهاز مفقود، أكّد هويتك أولًا.',
  see_recovery_codes: 'لعرض رموز الاسترداد، أكّد هويتك أولًا.',
  make_recovery_codes: 'لإنشاء رموز استرداد جديدة، أكّد هويتك أولًا.',
  turn_off: 'لإيقاف المصادقة الثنائية، أكّد هويتك أولًا.',
  delete_account: 'لحذف حسابك، أكّد هويتك أولًا.',
  end_sessions: 'لتسجيل الخروج من متصفحات أخرى، أكّد هويتك أولًا.',
  remove_access: 'لإلغاء وصول تطبيق، أكّد هويتك أولًا.',
  forget_browsers: 'لإلغاء الوثوق بمتصفح، أكّد هويتك أولًا.',
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
